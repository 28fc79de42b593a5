//! Files as a Java programmer would leave them: the imports that are used, lines of a hundred columns.

use witloom_bindgen::{Mentions, Syntax};

use super::fold::fold;
use super::{NOTICE, javadoc};

/// Classes that generated code mentions by their simple names, and what shows that it does.
const IMPORTS: &[(&str, &str)] = &[
    ("ArrayList<", "java.util.ArrayList"),
    ("Arrays.", "java.util.Arrays"),
    ("EnumSet.", "java.util.EnumSet"),
    ("LinkedHashMap<", "java.util.LinkedHashMap"),
    ("List.", "java.util.List"),
    ("List<", "java.util.List"),
    ("Map.", "java.util.Map"),
    ("Map<", "java.util.Map"),
    ("Objects.", "java.util.Objects"),
    ("Optional<", "java.util.Optional"),
    ("Optional.", "java.util.Optional"),
    ("Set<", "java.util.Set"),
    ("InputStream ", "java.io.InputStream"),
    ("InputStream,", "java.io.InputStream"),
    ("InputStream>", "java.io.InputStream"),
    ("Export(", "org.teavm.interop.Export"),
    ("Import(", "org.teavm.interop.Import"),
    ("Imports.", "witloom.glue.Imports"),
    ("Arena.", "witloom.rt.Arena"),
    ("Call ", "witloom.rt.Call"),
    ("Cores.", "witloom.rt.Cores"),
    ("Ends.", "witloom.glue.Ends"),
    ("Future<", "witloom.rt.Future"),
    ("Handle.", "witloom.rt.Handle"),
    ("Handle ", "witloom.rt.Handle"),
    ("ItemStream<", "witloom.rt.ItemStream"),
    ("Lift.", "witloom.rt.Lift"),
    ("Lower.", "witloom.rt.Lower"),
    ("Maps.", "witloom.rt.Maps"),
    ("Mem.", "witloom.rt.Mem"),
    ("Objects<", "witloom.rt.Objects"),
    ("Payload<", "witloom.rt.Payload"),
    ("Resource ", "witloom.rt.Resource"),
    ("Resource.", "witloom.rt.Resource"),
    ("Result<", "witloom.rt.Result"),
    ("Result.", "witloom.rt.Result"),
    ("Tasks.", "witloom.rt.Tasks"),
    ("Trap.", "witloom.rt.Trap"),
    ("WitException ", "witloom.rt.WitException"),
];

/// A generated file of one package.
pub(crate) fn file(package: &str, body: &str) -> String {
    format!("{NOTICE}\n{}", users_file(package, body))
}

/// A file of one package, with the imports that its body needs.
pub(crate) fn users_file(package: &str, body: &str) -> String {
    let code = Mentions::of(body, &Syntax::C);
    let found = IMPORTS.iter().filter(|(mark, _)| code.has(mark)).map(|(_, class)| (*class).to_owned());
    // A class of the user's may have such a name, but no type parameters.
    let is_tuple = |name: &&str| {
        let count = name.strip_prefix("Tuple").and_then(|count| count.parse::<u32>().ok());
        count.is_some() && code.has(&format!("{name}<"))
    };
    let tuples = code.names().filter(is_tuple).map(|name| format!("witloom.rt.{name}"));
    let own = |class: &String| class.rsplit_once('.').is_some_and(|(of, _)| of == package);
    let mut imports: Vec<String> = found.chain(tuples).filter(|class| !own(class)).collect();
    imports.sort();
    imports.dedup();
    let lines: String = imports.iter().map(|class| format!("import {class};\n")).collect();
    let gap = if lines.is_empty() { "" } else { "\n" };
    format!("package {package};\n\n{lines}{gap}{}", layout(body))
}

/// Inside its own class a nested type goes by its simple name.
pub(super) fn shorten(body: &str, class: &str) -> String {
    body.replace(&format!("{class}."), "")
}

/// The text as google-java-format leaves it: lines of a hundred columns, and Javadoc filled to them.
fn layout(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let code = line.trim();
        let depth = line.len() - line.trim_start().len();
        if code.starts_with("/**") {
            let mut comment = vec![code];
            while !comment.last().is_some_and(|line| line.ends_with("*/")) {
                let Some(line) = lines.next() else { break };
                comment.push(line.trim());
            }
            javadoc::write(depth, &comment, &mut out);
        } else if code.is_empty() {
            out.push('\n');
        } else {
            fold(depth, code, &mut out);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::layout;

    #[test]
    fn long_lines_break_at_commas() {
        let long = "  public record Person(String name, int age, long id, Optional<Map<String, Integer>> scores, List<String> tags) {}\n";
        insta::assert_snapshot!(layout(long), @r"
          public record Person(
              String name, int age, long id, Optional<Map<String, Integer>> scores, List<String> tags) {}
        ");
        let longer = long.replace("int age", "int ageInYearsSinceTheDayOfBirthInTheGregorianCalendar");
        insta::assert_snapshot!(layout(&longer), @r"
          public record Person(
              String name,
              int ageInYearsSinceTheDayOfBirthInTheGregorianCalendar,
              long id,
              Optional<Map<String, Integer>> scores,
              List<String> tags) {}
        ");
    }

    #[test]
    fn text_stays_whole() {
        let text = format!("call(\"{}\", 1);\n", "x, (y".repeat(20));
        assert_eq!(layout(&text).lines().count(), 3);
    }
}
