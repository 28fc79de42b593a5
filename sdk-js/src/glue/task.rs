//! Exported async functions: each call is a task.
//!
//! The engine calls a function that starts the task; the result is handed over by `task.return`, in a later entry of the
//! same task maybe. So answers are functions of their own, and lower into scratch memory that they give back.

use std::convert::Infallible;

use witloom_bindgen::Writer;
use witloom_bindgen::binding::{CoreResult, Flow, Func, Node, Outcome, Passed, Scope, Spell, Spot, drive};
use witloom_bindgen::model::{Layout, TypeId};
use witloom_bindgen::nothing;
use witloom_bindgen::plan::{Base, TaskReturn};

use super::export::{checked, lifted, user_call};
use super::flat::{Sink, zero};
use super::store::Locals;
use super::{At, Glue};
use crate::expr::Expr;
use crate::names::string;

/// The functions of one export.
pub(super) fn export(glue: &Glue<'_>, w: &mut Writer, func: &Func, task_return: &TaskReturn) {
    let bind = [&task_return.module, &task_return.name].map(|name| Expr::text(string(name)));
    let lead = format!("const {} = ", returned(glue, func));
    w.line(Expr::call("$bind", bind).statement(0, &lead, ";"));
    w.gap();
    let answers: &[Answer] = match func.outcome {
        Outcome::Nothing | Outcome::Value(_) => &[Answer::Value],
        Outcome::Fallible { .. } => &[Answer::Ok, Answer::Err],
    };
    let mut call = Expr::text("");
    for answer in answers {
        let mut spelled = Task { glue, answer: *answer, args: Vec::new(), call: Expr::text(""), body: super::writer() };
        let Ok(()) = drive(func, &mut spelled);
        call = spelled.call;
        let body = spelled.body.finish();
        let value = match answer {
            Answer::Err => "$error",
            Answer::Value if is_future(glue, func) => "[value]",
            Answer::Value | Answer::Ok => "value",
        };
        w.block(format!("function {}({value}) {{", name(glue, func, *answer)), "}", |w| super::lines(w, &body));
        w.gap();
    }
    entry(glue, w, func, answers, call);
}

/// The function that the engine calls.
fn entry(glue: &Glue<'_>, w: &mut Writer, func: &Func, answers: &[Answer], call: Expr) {
    let params = (0..func.core_params.len()).map(|i| format!("${i}")).chain(["$code".to_owned()]);
    let lead = format!("$exported[{}] = ", string(&func.core_name));
    let head = Expr::call("", params.map(Expr::text)).statement(0, &lead, " => {");
    w.block(head, "};", |w| {
        // A promise in an array is not awaited: it is the future.
        let call = if is_future(glue, func) { Expr::Array(vec![call]) } else { call };
        w.block("const $run = ($context) => {", "};", |w| {
            if func.param_area.is_some() {
                w.line("$spilled.push($0);");
            }
            w.line(call.statement(2, "return ", ";"));
        });
        let place = glue.place(func);
        let names = answers.iter().map(|answer| name(glue, func, *answer));
        let args = [place, "$code".to_owned(), "$run".to_owned()].into_iter().chain(names).map(Expr::text);
        w.line(Expr::call("$start", args).statement(1, "return ", ";"));
    });
}

/// Whether the promise that the user's function returns is the result itself.
fn is_future(glue: &Glue<'_>, func: &Func) -> bool {
    func.result.as_ref().is_some_and(|result| matches!(glue.node(result.ty), Node::Future(_)))
}

/// The core function that takes the result.
fn returned(glue: &Glue<'_>, func: &Func) -> String {
    format!("{}$return", glue.function_name(func))
}

fn name(glue: &Glue<'_>, func: &Func, answer: Answer) -> String {
    let suffix = match answer {
        Answer::Value => "answer",
        Answer::Ok => "ok",
        Answer::Err => "err",
    };
    format!("{}${suffix}", &glue.function_name(func)[1..])
}

/// What the user's function may give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    /// A value that is the result.
    Value,
    /// The value of the `ok` case.
    Ok,
    /// What it threw, for the `err` case.
    Err,
}

/// One answer, a step after the other.
struct Task<'a> {
    glue: &'a Glue<'a>,
    answer: Answer,
    /// The lifted parameters.
    args: Vec<Expr>,
    /// The call of the user's function.
    call: Expr,
    /// The answer's statements.
    body: Writer,
}

impl Spell for Task<'_> {
    type Error = Infallible;

    nothing! {
        lower_param(usize, &Passed);
        lift_result(&Passed);
        call_core();
        restored();
        // The runtime does, before it asks for the answer.
        end_borrows();
        // The runtime does.
        task_cancel();
        give();
        give_cancelled();
        give_core(CoreResult);
    }

    fn enter(&mut self, _func: &Func, _scope: Scope) -> Result<(), Infallible> {
        self.body.line("const $mark = $sp;");
        self.body.line("const $held = $blocks.length;");
        Ok(())
    }

    fn area(&mut self, _func: &Func, _base: Base, layout: Layout) -> Result<(), Infallible> {
        self.body.line(format!("const $ret = $alloc({}, {});", layout.size, layout.align));
        Ok(())
    }

    fn lift_param(&mut self, _func: &Func, _index: usize, param: &Passed) -> Result<(), Infallible> {
        self.args.push(lifted(self.glue, param));
        Ok(())
    }

    fn lower_result(&mut self, func: &Func, result: &Passed) -> Result<(), Infallible> {
        match (self.answer, func.outcome) {
            (Answer::Ok, Outcome::Fallible { ok, .. }) => self.case(result, "ok", ok),
            (Answer::Err, Outcome::Fallible { err, .. }) => {
                let described = err.map_or_else(|| "undefined".to_owned(), |ty| self.glue.description(ty));
                let lead = if err.is_some() { "const value = " } else { "" };
                self.body.line(format!("{lead}$payload($error, {described});"));
                self.case(result, "err", err);
            }
            (Answer::Value | Answer::Ok | Answer::Err, _) => self.lower(result, result.ty, "value"),
        }
        Ok(())
    }

    fn call_user(&mut self, func: &Func) -> Result<Flow, Infallible> {
        self.args.push(Expr::text("$context"));
        self.call = user_call(self.glue, func, std::mem::take(&mut self.args));
        Ok(Flow::Next)
    }

    fn wait(&mut self, _func: &Func) -> Result<Flow, Infallible> {
        Ok(Flow::Next)
    }

    fn moved(&mut self, _func: &Func) -> Result<(), Infallible> {
        self.body.line("$settleMoved();");
        Ok(())
    }

    fn task_return(&mut self, func: &Func) -> Result<(), Infallible> {
        let args: Vec<String> = match func.result.as_ref().map(|result| result.spot) {
            Some(Spot::Memory(_)) => vec!["$ret".to_owned()],
            Some(Spot::Flat(cores)) => (0..cores.count).map(|i| format!("$f[{i}]")).collect(),
            None => Vec::new(),
        };
        let call = Expr::call(returned(self.glue, func), args.into_iter().map(Expr::text));
        self.body.line(call.statement(1, "", ";"));
        Ok(())
    }

    fn leave(&mut self, _func: &Func, scope: Scope) -> Result<(), Infallible> {
        if scope == Scope::Result {
            self.body.line("$release($mark, $held);");
        }
        Ok(())
    }
}

impl Task<'_> {
    /// A case of the result, as a value that says which.
    fn case(&mut self, result: &Passed, tag: &str, payload: Option<TypeId>) {
        let value = payload.map(|_| Expr::text("value"));
        self.body.line(self.glue.case(tag, value).statement(1, "const $result = ", ";"));
        self.lower(result, payload.unwrap_or(result.ty), "$result");
    }

    /// Lowers a value; misfits are those of `value`, which has the type `described`.
    fn lower(&mut self, result: &Passed, described: TypeId, value: &str) {
        let (glue, ty) = (self.glue, result.ty);
        let what = if self.answer == Answer::Err { "threw" } else { "returned" };
        let zeros: Vec<&str> = glue.cores(ty).iter().map(|core| zero(*core)).collect();
        if let (Spot::Flat(_), false) = (result.spot, zeros.is_empty()) {
            self.body.line(format!("const $f = [{}];", zeros.join(", ")));
        }
        let mut locals = Locals::new(["value", "$result"]);
        let mut lower = |w: &mut Writer| match result.spot {
            Spot::Memory(_) => glue.store_at(w, &mut locals, ty, value, At::new("$ret")),
            Spot::Flat(_) => glue.lower_to(w, &mut locals, ty, value, &Sink::Array { base: "", first: 0 }),
        };
        if value == "value" || described != ty {
            checked(glue, &mut self.body, what, described, lower);
        } else {
            lower(&mut self.body);
        }
    }
}
