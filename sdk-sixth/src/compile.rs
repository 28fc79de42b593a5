//! Words to a core module.
//!
//! A program is `: name ( parameter:type … -- type … ) body ;`, `import "module" "field" : name ( type … -- type … )`,
//! `export "name" word` and `global name`. A body is numbers, texts (an address and a length), names of locals and
//! globals, `-> name` to set one, `local name` or `local name:type`, words, instructions, `if … else … then` and
//! `begin … while … repeat`. The stack is wasm's own: what doesn't fit is found when the module is checked.

use std::collections::HashMap;

use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, DataSection, EntityType, ExportKind, ExportSection, Function, FunctionSection,
    GlobalSection, GlobalType, Ieee32, Ieee64, ImportSection, Instruction, MemorySection, MemoryType, Module, NameMap,
    NameSection, TypeSection, ValType,
};

use crate::ops::op;

/// Where texts begin in memory.
const TEXTS: usize = 16;
const PAGE: usize = 1 << 16;

/// What is wrong, with file and line.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Wrong {
    pub(crate) message: String,
}

/// A word of the source, or a text between quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Token {
    text: String,
    quoted: bool,
    file: usize,
    line: usize,
}

/// A word's types.
#[derive(Debug, Clone, Default)]
struct Signature {
    params: Vec<(String, ValType)>,
    results: Vec<ValType>,
}

#[derive(Debug, Default)]
struct Program {
    imports: Vec<(String, String, String)>,
    /// Names and bodies of words.
    words: Vec<(String, Vec<Token>)>,
    exports: Vec<(String, Token)>,
    globals: Vec<String>,
    signatures: HashMap<String, Signature>,
}

/// Compiles files, each a name and a text, to one module.
pub(crate) fn compile(files: &[(String, String)]) -> Result<Vec<u8>, Wrong> {
    let mut tokens = Vec::new();
    for (file, (name, text)) in files.iter().enumerate() {
        for (line, text) in text.lines().enumerate() {
            scan(text, file, line + 1, &mut tokens)
                .map_err(|message| Wrong { message: format!("{name}:{}: {message}", line + 1) })?;
        }
    }
    let wrong = |token: &Token, message: String| Wrong {
        message: format!("{}:{}: {message}", files[token.file].0, token.line),
    };
    let program = Reader { tokens: &tokens, at: 0, program: Program::default() }.read().map_err(|(at, message)| {
        tokens
            .get(at)
            .or(tokens.last())
            .map_or_else(|| Wrong { message: message.clone() }, |t| wrong(t, message.clone()))
    })?;
    program.module().map_err(|(token, message)| wrong(&token, message))
}

fn scan(line: &str, file: usize, number: usize, tokens: &mut Vec<Token>) -> Result<(), String> {
    let mut rest = line.trim_start();
    while !rest.is_empty() && !rest.starts_with("\\ ") && rest != "\\" {
        let (text, quoted, after) = match rest.strip_prefix('"') {
            Some(text) => {
                let (text, after) = text.split_once('"').ok_or("a text has no end")?;
                (unescape(text)?, true, after)
            }
            None => {
                let (word, after) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
                (word.to_owned(), false, after)
            }
        };
        tokens.push(Token { text, quoted, file, line: number });
        rest = after.trim_start();
    }
    Ok(())
}

/// `\22` and the like stand for characters by their hexadecimal numbers, `\u{1f600}` too.
fn unescape(text: &str) -> Result<String, String> {
    let mut parts = text.split("\\u{");
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (number, rest) = part.split_once('}').ok_or("an escape has no end")?;
        let number = u32::from_str_radix(number, 16).ok().and_then(char::from_u32);
        whole.push(number.ok_or("an escape names no character")?);
        whole.push_str(rest);
    }
    Ok(whole)
}

fn val_type(name: &str) -> Option<ValType> {
    Some(match name {
        "i32" => ValType::I32,
        "i64" => ValType::I64,
        "f32" => ValType::F32,
        "f64" => ValType::F64,
        _ => return None,
    })
}

/// `name` or `name:type`.
fn typed(text: &str) -> Result<(String, ValType), String> {
    match text.rsplit_once(':') {
        Some((name, ty)) => Ok((name.to_owned(), val_type(ty).ok_or_else(|| format!("`{ty}` is no type"))?)),
        None => Ok((text.to_owned(), ValType::I32)),
    }
}

struct Reader<'t> {
    tokens: &'t [Token],
    at: usize,
    program: Program,
}

type Read<T> = Result<T, (usize, String)>;

impl<'t> Reader<'t> {
    fn read(mut self) -> Read<Program> {
        while self.at < self.tokens.len() {
            let token = self.next()?;
            match token.text.as_str() {
                ":" => self.word()?,
                "import" => self.import()?,
                "export" => {
                    let name = self.next()?.text.clone();
                    let word = self.next()?.clone();
                    self.program.exports.push((name, word));
                }
                "global" => {
                    let name = self.next()?.text.clone();
                    self.program.globals.push(name);
                }
                other => return Err((self.at - 1, format!("`{other}` stands outside of a word"))),
            }
        }
        Ok(self.program)
    }

    fn next(&mut self) -> Read<&'t Token> {
        let token = self.tokens.get(self.at).ok_or_else(|| (self.at, "the program ends too early".to_owned()))?;
        self.at += 1;
        Ok(token)
    }

    fn expect(&mut self, text: &str) -> Read<()> {
        let at = self.at;
        if self.next()?.text == text { Ok(()) } else { Err((at, format!("expected `{text}`"))) }
    }

    fn word(&mut self) -> Read<()> {
        let name = self.signature(true)?;
        let start = self.at;
        while self.next()?.text != ";" {}
        self.program.words.push((name, self.tokens[start..self.at - 1].to_vec()));
        Ok(())
    }

    fn import(&mut self) -> Read<()> {
        let (module, field) = (self.next()?.text.clone(), self.next()?.text.clone());
        self.expect(":")?;
        let name = self.signature(false)?;
        self.program.imports.push((module, field, name));
        Ok(())
    }

    /// A name, and what the word takes and gives.
    fn signature(&mut self, named: bool) -> Read<String> {
        let name = self.next()?.text.clone();
        self.expect("(")?;
        let mut signature = Signature::default();
        let mut behind = false;
        loop {
            let at = self.at;
            let text = self.next()?.text.as_str();
            match text {
                ")" => break,
                "--" => behind = true,
                ty if behind || !named => {
                    let ty = val_type(ty).ok_or_else(|| (at, format!("`{ty}` is no type")))?;
                    if behind { signature.results.push(ty) } else { signature.params.push((String::new(), ty)) }
                }
                param => signature.params.push(typed(param).map_err(|message| (at, message))?),
            }
        }
        if self.program.signatures.insert(name.clone(), signature).is_some() {
            return Err((self.at - 1, format!("`{name}` is there twice")));
        }
        Ok(name)
    }
}

type Made<T> = Result<T, (Token, String)>;

impl Program {
    fn module(&self) -> Made<Vec<u8>> {
        let names = self.imports.iter().map(|(_, _, name)| name).chain(self.words.iter().map(|(name, _)| name));
        let numbers: HashMap<&str, u32> =
            names.clone().zip(0..).map(|(name, number)| (name.as_str(), number)).collect();
        let (mut types, mut imports) = (TypeSection::new(), ImportSection::new());
        let (mut functions, mut exports) = (FunctionSection::new(), ExportSection::new());
        for (ty, name) in names.clone().enumerate() {
            let signature = &self.signatures[name];
            types.ty().function(signature.params.iter().map(|(_, ty)| *ty), signature.results.iter().copied());
            match self.imports.get(ty) {
                Some((module, field, _)) => {
                    imports.import(module, field, EntityType::Function(ty as u32));
                }
                None => {
                    functions.function(ty as u32);
                }
            }
        }
        for (name, word) in &self.exports {
            let number = numbers.get(word.text.as_str());
            let number = number.ok_or_else(|| (word.clone(), format!("there is no word `{}`", word.text)))?;
            exports.export(name, ExportKind::Func, *number);
        }
        exports.export("memory", ExportKind::Memory, 0);
        let mut texts = Texts::new(self);
        let mut code = CodeSection::new();
        for (name, body) in &self.words {
            let mut writer = Body::new(self, &numbers, &mut texts, &self.signatures[name]);
            writer.body(body)?;
            code.function(&writer.finish());
        }
        let mut memories = MemorySection::new();
        let minimum = (texts.end().div_ceil(PAGE)) as u64 + 1;
        memories.memory(MemoryType { minimum, maximum: None, memory64: false, shared: false, page_size_log2: None });
        let mut globals = GlobalSection::new();
        for _ in &self.globals {
            let ty = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
            globals.global(ty, &ConstExpr::i32_const(0));
        }
        let mut data = DataSection::new();
        data.active(0, &ConstExpr::i32_const(TEXTS as i32), texts.bytes.iter().copied());
        let mut named = NameMap::new();
        names.zip(0..).for_each(|(name, number)| named.append(number, name));
        let mut section = NameSection::new();
        section.functions(&named);
        let mut module = Module::new();
        module.section(&types).section(&imports).section(&functions).section(&memories).section(&globals);
        module.section(&exports).section(&code).section(&data).section(&section);
        Ok(module.finish())
    }
}

/// The texts of a program, one behind the other.
struct Texts {
    bytes: Vec<u8>,
    places: HashMap<String, usize>,
}

impl Texts {
    /// All of them: `data.end` is known before any word is written.
    fn new(program: &Program) -> Self {
        let mut texts = Self { bytes: Vec::new(), places: HashMap::new() };
        for token in program.words.iter().flat_map(|(_, body)| body).filter(|token| token.quoted) {
            if !texts.places.contains_key(&token.text) {
                texts.places.insert(token.text.clone(), TEXTS + texts.bytes.len());
                texts.bytes.extend_from_slice(token.text.as_bytes());
            }
        }
        texts
    }

    fn end(&self) -> usize {
        TEXTS + self.bytes.len()
    }
}

/// A word that is being written.
struct Body<'p> {
    program: &'p Program,
    numbers: &'p HashMap<&'p str, u32>,
    texts: &'p mut Texts,
    locals: HashMap<String, u32>,
    params: usize,
    declared: Vec<ValType>,
    code: Vec<Instruction<'static>>,
}

impl<'p> Body<'p> {
    fn new(
        program: &'p Program,
        numbers: &'p HashMap<&'p str, u32>,
        texts: &'p mut Texts,
        signature: &Signature,
    ) -> Self {
        let locals = signature.params.iter().zip(0..).map(|((name, _), at)| (name.clone(), at)).collect();
        Self { program, numbers, texts, locals, params: signature.params.len(), declared: Vec::new(), code: Vec::new() }
    }

    fn finish(self) -> Function {
        let mut function = Function::new_with_locals_types(self.declared);
        self.code.iter().for_each(|instruction| {
            function.instruction(instruction);
        });
        function.instruction(&Instruction::End);
        function
    }

    fn local(&mut self, text: &str) -> Result<u32, String> {
        let (name, ty) = typed(text)?;
        let number = (self.params + self.declared.len()) as u32;
        self.declared.push(ty);
        self.locals.insert(name, number);
        Ok(number)
    }

    fn body(&mut self, tokens: &[Token]) -> Made<()> {
        let mut rest = tokens.iter();
        while let Some(token) = rest.next() {
            let wrong = |message: String| (token.clone(), message);
            if token.quoted {
                self.text(&token.text);
                continue;
            }
            match token.text.as_str() {
                "->" | "local" => {
                    let name = rest.next().ok_or_else(|| wrong("a name is missing".to_owned()))?;
                    let done = if token.text == "->" { self.set(&name.text) } else { self.local(&name.text).map(drop) };
                    done.map_err(wrong)?;
                }
                word => self.word(word).map_err(wrong)?,
            }
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        let place = self.texts.places[text];
        self.code.extend([Instruction::I32Const(place as i32), Instruction::I32Const(text.len() as i32)]);
    }

    fn global(&self, name: &str) -> Option<u32> {
        self.program.globals.iter().position(|global| global == name).map(|at| at as u32)
    }

    fn set(&mut self, name: &str) -> Result<(), String> {
        let set = self.locals.get(name).map(|number| Instruction::LocalSet(*number));
        let set = set.or_else(|| self.global(name).map(Instruction::GlobalSet));
        self.code.push(set.ok_or_else(|| format!("`{name}` can't be set"))?);
        Ok(())
    }

    fn word(&mut self, word: &str) -> Result<(), String> {
        match word {
            "if" => self.code.push(Instruction::If(BlockType::Empty)),
            "else" => self.code.push(Instruction::Else),
            "then" => self.code.push(Instruction::End),
            "begin" => {
                self.code.extend([Instruction::Block(BlockType::Empty), Instruction::Loop(BlockType::Empty)]);
            }
            "while" => self.code.extend([Instruction::I32Eqz, Instruction::BrIf(1)]),
            "repeat" => self.code.extend([Instruction::Br(0), Instruction::End, Instruction::End]),
            "dup" => {
                // No word has a space.
                let known = self.locals.get("the top").copied();
                let number = known.map_or_else(|| self.local("the top"), Ok)?;
                self.code.extend([Instruction::LocalTee(number), Instruction::LocalGet(number)]);
            }
            "data.end" => self.code.push(Instruction::I32Const(self.texts.end() as i32)),
            name => {
                let known = self.locals.get(name).map(|number| Instruction::LocalGet(*number));
                let known = known.or_else(|| self.global(name).map(Instruction::GlobalGet));
                let known = known.or_else(|| self.numbers.get(name).map(|number| Instruction::Call(*number)));
                let known = known.or_else(|| op(name)).or_else(|| number(name));
                self.code.push(known.ok_or_else(|| format!("there is no word `{name}`"))?);
            }
        }
        Ok(())
    }
}

/// `7`, or with its type where that is not `i32`: `7:i64`. Floats are written by their bits.
fn number(text: &str) -> Option<Instruction<'static>> {
    let (digits, ty) = text.split_once(':').unwrap_or((text, "i32"));
    let number: i128 = digits.parse().ok()?;
    let wide = || i64::try_from(number).ok().or_else(|| u64::try_from(number).ok().map(u64::cast_signed));
    let narrow = || i32::try_from(number).ok().or_else(|| u32::try_from(number).ok().map(u32::cast_signed));
    Some(match val_type(ty)? {
        ValType::I32 => Instruction::I32Const(narrow()?),
        ValType::I64 => Instruction::I64Const(wide()?),
        ValType::F32 => Instruction::F32Const(Ieee32::new(u32::try_from(number).ok()?)),
        ValType::F64 => Instruction::F64Const(Ieee64::new(u64::try_from(number).ok()?)),
        ValType::V128 | ValType::Ref(_) => return None,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail at once")]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        compile(&[("a.6th".to_owned(), text.to_owned())]).unwrap_err().message
    }

    #[test]
    fn what_is_wrong_has_a_line() {
        assert_eq!(refused(": f ( -- )\n  what ;"), "a.6th:2: there is no word `what`");
        assert_eq!(refused(": f ( a:u8 -- ) ;"), "a.6th:1: `u8` is no type");
        assert_eq!(refused("\n1"), "a.6th:2: `1` stands outside of a word");
        assert_eq!(refused(": f ( -- ) \"a ;"), "a.6th:1: a text has no end");
        assert_eq!(refused(": f ( -- )"), "a.6th:1: the program ends too early");
        assert_eq!(refused("export \"f\" f"), "a.6th:1: there is no word `f`");
        assert_eq!(refused(": f ( -- ) ; : f ( -- ) ;"), "a.6th:1: `f` is there twice");
    }
}
