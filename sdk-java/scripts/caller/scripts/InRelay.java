package scripts;

import static scripts.Play.expect;

import java.util.List;
import wit.matrix.scripts.imports.Relay;
import wit.matrix.scripts.imports.Relay.Card;
import wit.matrix.scripts.imports.Relay.Pass;
import wit.matrix.scripts.imports.Relay.Token;
import wit.matrix.scripts.imports.Relay.Tone;

/** An interface that the other side both exports and imports. */
final class InRelay {
  private InRelay() {}

  static void importedAndExported() throws Exception {
    Card a = new Card("a", Tone.LIGHT);
    Card b = new Card("b", Tone.DARK);
    expect("turn", Relay.turn(List.of(a, b)), List.of(b, a));
    Token token = new Token("x");
    expect("text", token.text(), "x");
    Pass stamped = Relay.stamp(new Pass(a, token));
    expect("card", stamped.card(), new Card("a", Tone.DARK));
    expect("text", stamped.token().text(), "x/a");
    Card untitled = new Card("", Tone.LIGHT);
    try {
      Relay.stamp(new Pass(untitled, stamped.token()));
    } catch (Relay.CardException refused) {
      expect("refused", refused.value(), untitled);
      return;
    }
    throw new Play.Difference("nothing was thrown");
  }
}
