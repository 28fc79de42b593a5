package scripts;

import wit.matrix.scripts.exports.Scenarios;
import wit.matrix.scripts.imports.Faults;
import wit.matrix.scripts.imports.Ledger;

/** Plays scenarios by their name. */
public final class Player implements Scenarios {
  @Override
  public void play(String scenario) throws PlayException {
    Ledger.reset();
    try {
      perform(scenario);
    } catch (Play.Difference difference) {
      throw new PlayException(difference.getMessage());
    } catch (Exception error) {
      throw new PlayException(error.getClass().getName() + ": " + error.getMessage());
    }
  }

  private static void perform(String scenario) throws Exception {
    switch (scenario) {
      case "constructor-and-methods" -> Resources.constructorAndMethods();
      case "static-function" -> Resources.staticFunction();
      case "borrow" -> Resources.borrow();
      case "borrows-in-a-list" -> Resources.borrowsInAList();
      case "own-is-passed" -> Resources.ownIsPassed();
      case "own-comes-home" -> Resources.ownComesHome();
      case "own-in-an-option" -> Resources.ownInAnOption();
      case "own-in-a-list" -> Resources.ownInAList();
      case "own-in-a-record" -> Resources.ownInARecord();
      case "own-in-a-variant" -> Resources.ownInAVariant();
      case "own-in-a-result" -> Resources.ownInAResult();
      case "same-name" -> Resources.sameName();
      case "a-thousand-handles" -> Resources.aThousandHandles();
      case "use-after-drop" -> Resources.useAfterDrop();
      case "use-after-move" -> Resources.useAfterMove();
      case "refused-arguments-stay" -> Resources.refusedArgumentsStay();
      case "own-twice" -> Resources.ownTwice();
      case "children-first" -> InHomes.childrenFirst();
      case "parents-first" -> InHomes.parentsFirst();
      case "middle-first" -> InHomes.middleFirst();
      case "forgotten-parents" -> InHomes.forgottenParents();
      case "close-drop-dispose" -> InHomes.closeDropDispose();
      case "words-of-objects" -> InHomes.wordsOfObjects();
      case "imported-and-exported" -> InRelay.importedAndExported();
      case "ten-thousand-entries" -> InTables.tenThousandEntries();
      case "a-key-twice" -> InTables.aKeyTwice();
      case "declared-error" -> Errors.declaredError();
      case "wrong-type" -> Errors.wrongType();
      case "out-of-range" -> Errors.outOfRange();
      case "flood" -> Errors.flood();
      case "undeclared-error" -> Errors.undeclaredError();
      case "undeclared-error-beside-declared" -> Errors.undeclaredErrorBesideDeclared();
      case "trap-in-the-middle" -> Errors.trapInTheMiddle();
      case "hang" -> Faults.spin();
      case "hoard" -> Faults.hoard();
      default -> throw new Play.Difference("unknown scenario `" + scenario + "`");
    }
  }
}
