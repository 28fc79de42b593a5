package scripts;

import java.util.ArrayList;
import java.util.List;
import wit.matrix.scripts.exports.Relay;

/** Hands on what it is asked to the relay that is imported. */
public final class AllRelay implements Relay {
  /** A token of the other side's in our own. */
  private record FarToken(wit.matrix.scripts.imports.Relay.Token far) implements Token {
    @Override
    public String text() {
      return far.text();
    }

    @Override
    public void close() {
      far.close();
    }
  }

  @Override
  public Token newToken(String text) {
    return new FarToken(new wit.matrix.scripts.imports.Relay.Token(text));
  }

  @Override
  public List<Card> turn(List<Card> cards) {
    List<wit.matrix.scripts.imports.Relay.Card> given = new ArrayList<>();
    for (Card card : cards) {
      given.add(there(card));
    }
    List<Card> turned = new ArrayList<>();
    for (var card : wit.matrix.scripts.imports.Relay.turn(given)) {
      turned.add(here(card));
    }
    return turned;
  }

  @Override
  public Pass stamp(Pass it) throws CardException {
    var token = ((FarToken) it.token()).far();
    var given = new wit.matrix.scripts.imports.Relay.Pass(there(it.card()), token);
    try {
      var stamped = wit.matrix.scripts.imports.Relay.stamp(given);
      return new Pass(here(stamped.card()), new FarToken(stamped.token()));
    } catch (wit.matrix.scripts.imports.Relay.CardException refused) {
      throw new CardException(here(refused.value()));
    }
  }

  private static wit.matrix.scripts.imports.Relay.Card there(Card card) {
    var tone = wit.matrix.scripts.imports.Relay.Tone.values()[card.tone().ordinal()];
    return new wit.matrix.scripts.imports.Relay.Card(card.title(), tone);
  }

  private static Card here(wit.matrix.scripts.imports.Relay.Card card) {
    return new Card(card.title(), Tone.values()[card.tone().ordinal()]);
  }
}
