//! The Rust host as the caller of the cases that wait.

use witloom_host::{Call, Called, HostError, InstanceId, Session, Val};

use super::playing::{Played, Stop, differs, found, same, text, texts};

const PACKAGE: &str = "matrix:waiting";

/// The host cancels nothing, doesn't let time pass between calls, offers whole lists as streams, reads a stream once, keeps
/// no handle that it gave away, and has no type for elements that are records or results.
pub(super) const LEFT_OUT: &[&str] = &[
    "cancelled-before-it-starts",
    "cancelled-while-it-waits",
    "cancelled-in-vain",
    "cancelled-when-over",
    "handles-after-their-stream",
    "two-readers",
    "work-after-the-result",
    "records",
    "the-callee-leaves",
    "error-beside-a-stream",
    "future-the-callee-drops",
];

/// Plays scenarios on a callee.
pub(super) struct WaitingCaller<'s> {
    session: &'s mut Session,
    callee: InstanceId,
}

impl<'s> WaitingCaller<'s> {
    pub(super) fn new(session: &'s mut Session, callee: InstanceId) -> Self {
        Self { session, callee }
    }

    /// Plays a scenario; what differed, if anything.
    pub(super) fn play(mut self, scenario: &str) -> Result<Option<String>, HostError> {
        found(self.scene(scenario))
    }

    fn scene(&mut self, scenario: &str) -> Played {
        match scenario {
            "returns-at-once" => self.expect("now", task("now"), &[text("a")], &text("a now")),
            "waits" => self.expect("nap", task("nap"), &nap("a", 20), &text("a after 20")),
            "two-at-once" => self.two_at_once(),
            "rendezvous" => self.rendezvous(),
            "declared-error-after-waiting" => self.declared_error(),
            "synchronous-beside" => self.synchronous_beside(),
            "a-thousand" => self.a_thousand(),
            "ten-thousand-in-turn" => self.ten_thousand_in_turn(),
            "trap-in-one-of-many" => self.trap_in_one_of_many(),
            "trap-after-the-result" => self.trap_after_the_result(),
            "bytes-there-and-back" => {
                self.there_and_back(256)?;
                self.expect("total", flow("total"), &[bytes(256)], &Val::U64(32_640))?;
                self.expect("count", flow("count"), &[Val::U32(300)], &bytes(300))
            }
            "chunks-of-1" => self.there_and_back(300),
            "chunks-of-7" => self.there_and_back(1000),
            "chunks-of-a-mebibyte" => self.there_and_back((2 << 20) + 5),
            "nothing-in-a-stream" => {
                self.there_and_back(0)?;
                self.expect("total", flow("total"), &[bytes(0)], &Val::U64(0))?;
                self.expect("texts", flow("shout"), &[Val::List(Vec::new())], &Val::List(Vec::new()))
            }
            "texts" => {
                let said = ["", "ä", &"long".repeat(1000)];
                let loud = said.map(|said| format!("{said}!"));
                self.expect("texts", flow("shout"), &[texts(&said)], &texts(&loud.each_ref().map(String::as_str)))
            }
            "handles" => self.handles(),
            "handles-there-and-back" => self.handles_there_and_back(),
            "methods-that-wait" => self.methods_that_wait(),
            "the-writer-ends-early" => {
                self.expect("count", flow("count"), &[Val::U32(5)], &bytes(5))?;
                let two = Val::List(vec![Val::U32(7), Val::U32(8)]);
                self.expect("first", flow("first"), &[two.clone(), Val::U32(5)], &two)
            }
            "trap-in-the-middle-of-a-stream" => {
                self.ask(flow("break-off"), &[Val::U32(3)])?;
                differs("went on after the trap")
            }
            "the-reader-leaves" => self.the_reader_leaves(),
            "future-that-comes-later" => {
                self.expect("word", flow("later"), &[text("word"), Val::U32(20)], &text("word"))
            }
            "future-of-the-caller" => self.expect("heard", flow("hear"), &[text("word")], &text("heard word")),
            "future-nobody-reads" => self.future_nobody_reads(),
            "inside-of-a-record" => {
                let fields = [("texts", texts(&["one", "two", "three"])), ("number", Val::U32(3)), ("note", none())];
                let want = Val::Record(fields.map(|(name, value)| (name.to_owned(), value)).into());
                self.expect("letters", flow("letters"), &[], &want)
            }
            other => differs(format!("unknown scenario `{other}`")),
        }
    }

    fn trap_after_the_result(&mut self) -> Played {
        let (late, nap) = ([text("late"), Val::U32(5)], nap("other", 1000));
        let later = call(self.callee, task("explode-later"), &late);
        self.at_once(&[later, call(self.callee, task("nap"), &nap)])?;
        differs("went on after the trap")
    }

    fn future_nobody_reads(&mut self) -> Played {
        let unheard = [text("unheard"), Val::U32(10)];
        let (later, nap) = (call(self.callee, flow("later"), &unheard).unread(), nap("a", 30));
        self.at_once(&[later, call(self.callee, task("nap"), &nap)])?;
        self.expect("after it", task("now"), &[text("still")], &text("still now"))
    }

    fn at_once(&mut self, calls: &[Call<'_>]) -> Result<Vec<Called>, Stop> {
        Ok(self.session.call_at_once(calls)?)
    }

    fn ask(&mut self, function: String, args: &[Val]) -> Result<Val, Stop> {
        let called = self.at_once(&[call(self.callee, function, args)])?.pop();
        called.and_then(|called| called.value).ok_or_else(|| Stop::Differs("the call gave nothing".to_owned()))
    }

    fn expect(&mut self, what: &str, function: String, args: &[Val], want: &Val) -> Played {
        let got = self.ask(function, args)?;
        same(what, &got, want)
    }

    fn two_at_once(&mut self) -> Played {
        let (slow, fast) = (nap("slow", 80), nap("fast", 10));
        let (slow, fast) = (call(self.callee, task("nap"), &slow), call(self.callee, task("nap"), &fast));
        let called = self.at_once(&[slow, fast])?;
        let [slow, fast] = called.as_slice() else { return differs("two calls gave something else") };
        same("slow", &given(slow), &text("slow after 80"))?;
        same("fast", &given(fast), &text("fast after 10"))?;
        if fast.rank < slow.rank { Ok(()) } else { differs("the fast one came last") }
    }

    fn rendezvous(&mut self) -> Played {
        let (key, arrival) = ([text("first")], [text("first"), text("word")]);
        let calls = [call(self.callee, task("meet"), &key), call(self.callee, task("arrive"), &arrival)];
        let called = self.at_once(&calls)?;
        same("who waited", &called.first().map_or(none(), given), &text("word"))?;
        self.at_once(&[call(self.callee, task("arrive"), &[text("second"), text("early")])])?;
        self.expect("who came later", task("meet"), &[text("second")], &text("early"))
    }

    fn declared_error(&mut self) -> Played {
        let fine = Val::Result(Ok(Some(Box::new(Val::U32(4)))));
        self.expect("half of 8", task("half"), &[Val::U32(8)], &fine)?;
        let odd = Val::Result(Err(Some(Box::new(text("7 is odd")))));
        self.expect("half of 7", task("half"), &[Val::U32(7)], &odd)
    }

    fn synchronous_beside(&mut self) -> Played {
        let (nap, number) = (nap("a", 20), [Val::U32(21)]);
        let calls = [call(self.callee, task("nap"), &nap), call(self.callee, task("double"), &number)];
        let called = self.at_once(&calls)?;
        let got: Vec<Val> = called.iter().map(given).collect();
        same("both", &Val::List(got), &Val::List(vec![text("a after 20"), Val::U32(42)]))
    }

    fn a_thousand(&mut self) -> Played {
        let naps: Vec<[Val; 2]> = (0..1000).map(|n| nap(&format!("n{n}"), n % 10)).collect();
        let calls: Vec<Call<'_>> = naps.iter().map(|nap| call(self.callee, task("nap"), nap)).collect();
        let got = self.at_once(&calls)?.iter().map(given).collect();
        let want = (0..1000).map(|n| text(&format!("n{n} after {}", n % 10))).collect();
        same("all", &Val::List(got), &Val::List(want))
    }

    fn trap_in_one_of_many(&mut self) -> Played {
        let (nap, third) = (nap("other", 1000), [text("third")]);
        let other = || call(self.callee, task("nap"), &nap);
        self.at_once(&[other(), other(), other(), call(self.callee, task("explode"), &third)])?;
        differs("went on after the trap")
    }

    fn there_and_back(&mut self, count: u32) -> Played {
        let got = self.ask(flow("bump"), &[bytes(count)])?;
        let want = Val::List((0..count).map(|n| Val::U8(low(n).wrapping_add(1))).collect());
        // Not shown: there may be millions.
        if got == want { Ok(()) } else { differs(format!("{count} bytes came back as others")) }
    }

    fn ten_thousand_in_turn(&mut self) -> Played {
        self.ask(task("seen"), &[])?;
        for n in 0..10_000 {
            let name = format!("n{n}");
            match n % 10 {
                0 => self.expect("nap", task("nap"), &nap(&name, 0), &text(&format!("{name} after 0")))?,
                _ => self.expect("now", task("now"), &[text(&name)], &text(&format!("{name} now")))?,
            }
        }
        match self.ask(task("seen"), &[])? {
            Val::List(seen) if seen.len() == 2_000 => Ok(()),
            other => differs(format!("seen: {other:?}")),
        }
    }

    fn handles_there_and_back(&mut self) -> Played {
        let mut tokens = Vec::new();
        for number in 1..=5 {
            tokens.push(self.ask(flow("[constructor]token"), &[Val::U32(number)])?);
        }
        let Val::List(odd) = self.ask(flow("odd"), &[Val::List(tokens)])? else { return differs("`odd` gave no list") };
        for (token, number) in odd.iter().zip([1, 3, 5]) {
            self.expect("odd", flow("[method]token.number"), std::slice::from_ref(token), &Val::U32(number))?;
        }
        self.expect("sum", flow("collect"), &[Val::List(odd)], &Val::U32(9))
    }

    fn methods_that_wait(&mut self) -> Played {
        let token = self.ask(flow("[static]token.later"), &[Val::U32(7), Val::U32(5)])?;
        let both = [[token.clone(), Val::U32(10)], [token.clone(), Val::U32(1)]];
        let method = || flow("[method]token.number-later");
        let calls = [call(self.callee, method(), &both[0]), call(self.callee, method(), &both[1])];
        let got: Vec<Val> = self.at_once(&calls)?.iter().map(given).collect();
        same("numbers", &Val::List(got), &Val::List(vec![Val::U32(7), Val::U32(7)]))?;
        self.session.drop_handle(&token).map_err(Stop::from)
    }

    fn handles(&mut self) -> Played {
        let Val::List(mut tokens) = self.ask(flow("tokens"), &[Val::U32(5)])? else {
            return differs("`tokens` gave no tokens");
        };
        for (token, number) in tokens.iter().zip(0..) {
            self.expect("number", flow("[method]token.number"), std::slice::from_ref(token), &Val::U32(number))?;
        }
        tokens.push(self.ask(flow("[constructor]token"), &[Val::U32(100)])?);
        self.expect("sum", flow("collect"), &[Val::List(tokens)], &Val::U32(110))
    }

    fn the_reader_leaves(&mut self) -> Played {
        let before = self.ask(flow("left"), &[])?;
        let endless = call(self.callee, flow("endless"), &[]).at_most(4);
        let got = self.at_once(&[endless])?;
        let want = Val::List((0..4).map(Val::U32).collect());
        same("numbers", &got.first().map_or(none(), given), &want)?;
        let Val::U32(before) = before else { return differs("`left` gave no number") };
        for _ in 0..100 {
            if self.ask(flow("left"), &[])? == Val::U32(before + 1) {
                return Ok(());
            }
            self.ask(task("nap"), &nap("a", 5))?;
        }
        differs("nobody saw that the reader left")
    }
}

fn task(function: &str) -> String {
    format!("{PACKAGE}/tasks#{function}")
}

fn flow(function: &str) -> String {
    format!("{PACKAGE}/flows#{function}")
}

fn call(callee: InstanceId, function: String, args: &[Val]) -> Call<'_> {
    Call::new(callee, function, args)
}

fn nap(name: &str, ms: u32) -> [Val; 2] {
    [text(name), Val::U32(ms)]
}

fn given(called: &Called) -> Val {
    called.value.clone().unwrap_or_else(none)
}

fn none() -> Val {
    Val::Option(None)
}

fn low(n: u32) -> u8 {
    n.to_le_bytes()[0]
}

fn bytes(count: u32) -> Val {
    Val::List((0..count).map(|n| Val::U8(low(n))).collect())
}
