//! The Rust host as the caller of scripted cases.

use witloom_host::{HostError, InstanceId, Session, Val};

use super::PACKAGE;
use super::host_callee::{card_of, held, holding, packed, parcel, pass_of, said};
use super::playing::{Played, Stop, differs, found, same, text, texts};

/// Scenarios about checks that bindings make; the host has none.
pub(super) const LEFT_OUT: &[&str] =
    &["use-after-drop", "use-after-move", "refused-arguments-stay", "own-twice", "wrong-type", "out-of-range"];

/// Plays scenarios on a callee.
pub(super) struct HostCaller<'s> {
    session: &'s mut Session,
    callee: InstanceId,
}

impl<'s> HostCaller<'s> {
    pub(super) fn new(session: &'s mut Session, callee: InstanceId) -> Self {
        Self { session, callee }
    }

    /// Plays a scenario; what differed, if anything.
    pub(super) fn play(mut self, scenario: &str) -> Result<Option<String>, HostError> {
        found(self.scene(scenario))
    }

    fn scene(&mut self, scenario: &str) -> Played {
        self.call("ledger", "reset", &[])?;
        match scenario {
            "constructor-and-methods" => self.constructor_and_methods(),
            "static-function" => self.static_function(),
            "borrow" => self.borrow(),
            "borrows-in-a-list" => self.borrows_in_a_list(),
            "own-is-passed" => self.own_is_passed(),
            "own-comes-home" => self.own_comes_home(),
            "own-in-an-option" => self.own_in_an_option(),
            "own-in-a-list" => self.own_in_a_list(),
            "own-in-a-record" => self.own_in_a_record(),
            "own-in-a-variant" => self.own_in_a_variant(),
            "own-in-a-result" => self.own_in_a_result(),
            "same-name" => self.same_name(),
            "a-thousand-handles" => self.a_thousand_handles(),
            "children-first" => self.homes(&[2, 1, 0]),
            "parents-first" => self.homes(&[0, 1, 2]),
            "middle-first" => self.homes(&[1, 0, 2]),
            "forgotten-parents" => self.homes(&[2]),
            "close-drop-dispose" => self.close_drop_dispose(),
            "words-of-objects" => self.words_of_objects(),
            "imported-and-exported" => self.imported_and_exported(),
            "ten-thousand-entries" => self.ten_thousand_entries(),
            "a-key-twice" => self.a_key_twice(),
            "declared-error" => self.declared_error(),
            "flood" => {
                self.call("faults", "flood", &[Val::U32(20_000)])?;
                self.expect("named", "faults", "named", &[text("after")], &text("after"))
            }
            "undeclared-error" => self.must_trap(&[("blow-up", "seven")]),
            "undeclared-error-beside-declared" => self.must_trap(&[("lapse", "eight")]),
            "trap-in-the-middle" => self.must_trap(&[("named", "first"), ("blow-up", "third"), ("named", "fourth")]),
            "hang" => self.call("faults", "spin", &[]).map(|_| ()),
            "hoard" => self.call("faults", "hoard", &[]).map(|_| ()),
            other => differs(format!("unknown scenario `{other}`")),
        }
    }

    fn call(&mut self, interface: &str, function: &str, args: &[Val]) -> Result<Option<Val>, Stop> {
        Ok(self.session.call(self.callee, &format!("{PACKAGE}/{interface}#{function}"), args)?)
    }

    /// Calls a function that has a result.
    fn ask(&mut self, interface: &str, function: &str, args: &[Val]) -> Result<Val, Stop> {
        let answer = self.call(interface, function, args)?;
        answer.ok_or_else(|| Stop::Differs(format!("`{function}` gave nothing")))
    }

    fn expect(&mut self, what: &str, interface: &str, function: &str, args: &[Val], want: &Val) -> Played {
        let got = self.ask(interface, function, args)?;
        same(what, &got, want)
    }

    fn thing(&mut self, label: &str) -> Result<Val, Stop> {
        self.ask("things", "[constructor]thing", &[text(label)])
    }

    fn label(&mut self, thing: &Val, want: &str) -> Played {
        self.expect("label", "things", "[method]thing.label", std::slice::from_ref(thing), &text(want))
    }

    fn drop_all(&mut self, things: &[Val]) -> Played {
        things.iter().try_for_each(|thing| Ok(self.session.drop_handle(thing)?))
    }

    /// What the callee's ledger must say.
    fn ledger(&mut self, live: u32, dropped: &[&str]) -> Played {
        self.expect("live", "ledger", "live", &[], &Val::U32(live))?;
        self.expect("dropped", "ledger", "dropped", &[], &texts(dropped))
    }

    fn constructor_and_methods(&mut self) -> Played {
        let thing = self.thing("a")?;
        self.label(&thing, "a")?;
        self.expect("rename", "things", "[method]thing.rename", &[thing.clone(), text("b")], &text("a"))?;
        self.label(&thing, "b")?;
        self.ledger(1, &[])?;
        self.drop_all(&[thing])?;
        self.ledger(0, &["b"])
    }

    fn static_function(&mut self) -> Played {
        let both = [self.thing("a")?, self.thing("b")?];
        let merged = self.ask("things", "[static]thing.merge", &both)?;
        self.label(&merged, "a+b")?;
        self.ledger(1, &[])?;
        self.drop_all(&[merged])?;
        self.ledger(0, &["a+b"])
    }

    fn borrow(&mut self) -> Played {
        let (a, b) = (self.thing("a")?, self.thing("b")?);
        for _ in 0..2 {
            self.expect("look", "things", "look", std::slice::from_ref(&a), &text("a"))?;
        }
        let same_as = "[method]thing.same-as";
        self.expect("same-as itself", "things", same_as, &[a.clone(), a.clone()], &Val::Bool(true))?;
        self.expect("same-as another", "things", same_as, &[a.clone(), b.clone()], &Val::Bool(false))?;
        self.ledger(2, &[])?;
        self.drop_all(&[a, b])?;
        self.ledger(0, &["a", "b"])
    }

    fn borrows_in_a_list(&mut self) -> Played {
        let (a, b) = (self.thing("a")?, self.thing("b")?);
        let list = Val::List(vec![a.clone(), b.clone(), a.clone()]);
        self.expect("look-all", "things", "look-all", &[list], &texts(&["a", "b", "a"]))?;
        self.label(&b, "b")?;
        self.drop_all(&[a, b])?;
        self.ledger(0, &["a", "b"])
    }

    fn own_is_passed(&mut self) -> Played {
        let thing = self.thing("a")?;
        self.expect("take", "things", "take", &[thing], &text("a"))?;
        self.ledger(0, &[])
    }

    fn own_comes_home(&mut self) -> Played {
        let thing = self.thing("a")?;
        let back = self.ask("things", "echo", &[thing])?;
        self.label(&back, "a")?;
        self.ledger(1, &[])?;
        self.drop_all(&[back])?;
        self.ledger(0, &["a"])
    }

    fn own_in_an_option(&mut self) -> Played {
        let thing = self.thing("a")?;
        self.call("things", "keep", &[thing])?;
        self.ledger(1, &[])?;
        let Val::Option(Some(kept)) = self.ask("things", "kept", &[])? else { return differs("nothing was kept") };
        self.label(&kept, "a")?;
        self.expect("kept", "things", "kept", &[], &Val::Option(None))?;
        self.drop_all(&[*kept])?;
        self.ledger(0, &["a"])
    }

    fn own_in_a_list(&mut self) -> Played {
        let Val::List(things) = self.ask("things", "make", &[texts(&["a", "b", "c"])])? else {
            return differs("`make` gave no list");
        };
        for (thing, label) in things.iter().zip(["a", "b", "c"]) {
            self.label(thing, label)?;
        }
        self.drop_all(&things[1..2])?;
        self.ledger(2, &["b"])?;
        self.drop_all(&[things[0].clone(), things[2].clone()])?;
        self.ledger(0, &["b", "a", "c"])
    }

    fn own_in_a_record(&mut self) -> Played {
        let Val::Record(fields) = self.ask("things", "hold", &[texts(&["a", "b", "c"])])? else {
            return differs("`hold` gave no record");
        };
        let things = held(&fields);
        same("note", &fields[1].1, &text("2 more"))?;
        self.label(&things[2], "c")?;
        let own = holding(vec![things[0].clone(), things[2].clone(), things[1].clone()]).map_err(Stop::Differs)?;
        self.expect("unhold", "things", "unhold", &[own], &texts(&["a", "c", "b"]))?;
        self.ledger(0, &[])
    }

    fn own_in_a_variant(&mut self) -> Played {
        for labels in [&[] as &[&str], &["a"], &["a", "b"]] {
            let packed_up = self.ask("things", "pack", &[texts(labels)])?;
            let Val::Variant(_, payload) = &packed_up else { return differs("`pack` gave no variant") };
            let things = packed(payload);
            for (thing, label) in things.iter().zip(labels) {
                self.label(thing, label)?;
            }
            self.expect("unpack", "things", "unpack", &[parcel(things)], &texts(labels))?;
        }
        self.ledger(0, &[])
    }

    fn own_in_a_result(&mut self) -> Played {
        let Val::Result(Ok(Some(found))) = self.ask("things", "find", &[text("a")])? else {
            return differs("`find` found nothing");
        };
        self.label(&found, "a")?;
        self.expect("find", "things", "find", &[text("")], &Val::Result(Err(Some(Box::new(text("no label"))))))?;
        let fine = Val::Result(Ok(Some(Box::new(text("a")))));
        self.expect("exchange", "things", "exchange", &[*found, Val::Bool(true)], &fine)?;
        let thing = self.thing("b")?;
        let Val::Result(Err(Some(back))) = self.ask("things", "exchange", &[thing, Val::Bool(false)])? else {
            return differs("`exchange` gave nothing back");
        };
        self.label(&back, "b")?;
        self.drop_all(&[*back])?;
        self.ledger(0, &["b"])
    }

    fn same_name(&mut self) -> Played {
        let thing = self.thing("a")?;
        let (one, two) = (Val::U32(1), Val::U32(2));
        let others =
            [self.ask("others", "[constructor]thing", &[one])?, self.ask("others", "[constructor]thing", &[two])?];
        self.expect("sum", "others", "sum", &[Val::List(others.to_vec())], &Val::U32(3))?;
        self.drop_all(&others)?;
        self.ledger(1, &[])?;
        let numbers = Val::List(vec![Val::U32(1), Val::U32(2)]);
        self.expect("dropped-numbers", "ledger", "dropped-numbers", &[], &numbers)?;
        self.drop_all(&[thing])?;
        self.ledger(0, &["a"])
    }

    fn a_thousand_handles(&mut self) -> Played {
        let labels: Vec<String> = (0..1000).map(|n| n.to_string()).collect();
        let mut things = Vec::new();
        for label in &labels {
            things.push(self.thing(label)?);
        }
        self.ledger(1000, &[])?;
        self.drop_all(&things)?;
        self.ledger(0, &labels.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// A house, a room and a cupboard, let go in this order; the others work until then.
    fn homes(&mut self, order: &[usize]) -> Played {
        let house = self.ask("homes", "[constructor]house", &[text("h")])?;
        let room = self.ask("homes", "[method]house.room", &[house.clone(), text("r")])?;
        let cupboard = self.ask("homes", "[method]room.cupboard", &[room.clone(), text("c")])?;
        let all = [(house, "h", "house.name"), (room, "h/r", "room.path"), (cupboard, "h/r/c", "cupboard.path")];
        for (done, at) in order.iter().enumerate() {
            for (home, path, method) in order[done..].iter().map(|left| &all[*left]) {
                self.expect(path, "homes", &format!("[method]{method}"), std::slice::from_ref(home), &text(path))?;
            }
            self.drop_all(std::slice::from_ref(&all[*at].0))?;
        }
        let gone: Vec<&str> = order.iter().map(|at| all[*at].1).collect();
        self.ledger(0, &gone)
    }

    fn close_drop_dispose(&mut self) -> Played {
        let (door, gate) = (
            self.ask("homes", "[constructor]door", &[text("d")])?,
            self.ask("homes", "[constructor]gate", &[text("g")])?,
        );
        let three = [Val::U32(3)];
        for (method, word, count) in
            [("close", "closed", &[][..]), ("drop", "dropped", &three), ("dispose", "disposed", &[])]
        {
            let args: Vec<Val> = std::iter::once(&door).chain(count).cloned().collect();
            self.expect(method, "homes", &format!("[method]door.{method}"), &args, &said(word, "d", count))?;
        }
        for (method, word) in [("close", "closed"), ("dispose", "disposed")] {
            let args = [gate.clone(), three[0].clone()];
            self.expect(method, "homes", &format!("[method]gate.{method}"), &args, &said(word, "g", &three))?;
        }
        self.call("homes", "[method]gate.drop", std::slice::from_ref(&gate))?;
        self.ledger(0, &[])?;
        self.drop_all(&[door, gate])?;
        self.ledger(0, &["d", "g"])
    }

    fn words_of_objects(&mut self) -> Played {
        let badges: Result<Vec<Val>, Stop> =
            ["a", "b", "a"].iter().map(|name| self.ask("homes", "[constructor]badge", &[text(name)])).collect();
        let badges = badges?;
        let answers = [
            ("free", text("freed a")),
            ("clone", text("cloned a")),
            ("to-string", text("text a")),
            ("inspect", text("inspected a")),
            ("hash", Val::U32(1)),
            ("hash-code", Val::U32(2)),
            ("value-of", Val::U32(3)),
        ];
        for (method, answer) in answers {
            self.expect(method, "homes", &format!("[method]badge.{method}"), &badges[..1], &answer)?;
        }
        for (other, same) in badges.iter().zip([true, false, true]) {
            let both = [badges[0].clone(), other.clone()];
            self.expect("equals", "homes", "[method]badge.equals", &both, &Val::Bool(same))?;
        }
        self.ledger(0, &[])?;
        self.drop_all(&badges)?;
        self.ledger(0, &["a", "b", "a"])
    }

    fn ten_thousand_entries(&mut self) -> Played {
        // Leading zeros: the order of texts is that of numbers, so that languages without an order keep it.
        let all = || (0..10_000).map(|n| (text(&format!("n{n:04}")), Val::U32(n)));
        let turned = all().map(|(name, n)| (n, name)).collect();
        self.expect("turn", "tables", "turn", &[Val::Map(all().collect())], &Val::Map(turned))
    }

    fn a_key_twice(&mut self) -> Played {
        let entries = [("a", 1), ("b", 2), ("a", 3)].map(|(name, n)| (text(name), Val::U32(n)));
        let turned = vec![(Val::U32(2), text("b")), (Val::U32(3), text("a"))];
        let got = self.ask("tables", "turn", &[Val::Map(entries.into())])?;
        let Val::Map(mut got) = got else { return differs(format!("turn: got {got:?}")) };
        // Some keep the place of the first entry with a key, others sort.
        got.sort_by_key(|(key, _)| matches!(key, Val::U32(3)));
        if got == turned { Ok(()) } else { differs(format!("turn: got {got:?}")) }
    }

    fn imported_and_exported(&mut self) -> Played {
        let (a, b) = (card_of("a", "light"), card_of("b", "dark"));
        let turned = Val::List(vec![b.clone(), a.clone()]);
        self.expect("turn", "relay", "turn", &[Val::List(vec![a.clone(), b])], &turned)?;
        let token = self.ask("relay", "[constructor]token", &[text("x")])?;
        self.expect("text", "relay", "[method]token.text", std::slice::from_ref(&token), &text("x"))?;
        let stamped = self.ask("relay", "stamp", &[pass_of(a, token)])?;
        let Val::Result(Ok(Some(pass))) = stamped else { return differs(format!("`stamp` gave {stamped:?}")) };
        let Val::Record(pass) = *pass else { return differs(format!("`stamp` gave {pass:?}")) };
        let [(_, card), (_, token)] = pass.as_slice() else { return differs(format!("`stamp` gave {pass:?}")) };
        same("card", card, &card_of("a", "dark"))?;
        self.expect("text", "relay", "[method]token.text", std::slice::from_ref(token), &text("x/a"))?;
        let untitled = card_of("", "light");
        let refused = Val::Result(Err(Some(Box::new(untitled.clone()))));
        self.expect("refused", "relay", "stamp", &[pass_of(untitled, token.clone())], &refused)
    }

    fn declared_error(&mut self) -> Played {
        let fault = |case: &str, payload: Option<Val>| {
            Val::Result(Err(Some(Box::new(Val::Variant(case.to_owned(), payload.map(Box::new))))))
        };
        let seven = Val::Result(Ok(Some(Box::new(Val::U32(7)))));
        self.expect("parse", "faults", "parse", &[text("7")], &seven)?;
        self.expect("parse", "faults", "parse", &[text("")], &fault("empty", None))?;
        self.expect("parse", "faults", "parse", &[text("12345")], &fault("too-long", Some(Val::U32(5))))?;
        self.expect("parse", "faults", "parse", &[text("x")], &fault("unknown", Some(text("x"))))
    }

    /// Calls of which one traps; the host must not get past it.
    fn must_trap(&mut self, calls: &[(&str, &str)]) -> Played {
        for (function, argument) in calls {
            self.call("faults", function, &[text(argument)])?;
        }
        differs("went on after the trap")
    }
}
