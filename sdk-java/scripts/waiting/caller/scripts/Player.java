package scripts;

import wit.matrix.waiting.exports.Scenarios;

/** Plays scenarios by their name. */
public final class Player implements Scenarios {
  @Override
  public void play(String scenario) throws PlayException {
    try {
      perform(scenario);
    } catch (Scenes.Difference difference) {
      throw new PlayException(difference.getMessage());
    } catch (Exception error) {
      throw new PlayException(error.getClass().getName() + ": " + error.getMessage());
    }
  }

  private static void perform(String scenario) throws Exception {
    switch (scenario) {
      case "returns-at-once" -> TaskScenes.returnsAtOnce();
      case "waits" -> TaskScenes.waits();
      case "two-at-once" -> TaskScenes.twoAtOnce();
      case "rendezvous" -> TaskScenes.rendezvous();
      case "declared-error-after-waiting" -> TaskScenes.declaredErrorAfterWaiting();
      case "cancelled-while-it-waits" -> TaskScenes.cancelledWhileItWaits();
      case "synchronous-beside" -> TaskScenes.synchronousBeside();
      case "a-thousand" -> TaskScenes.aThousand();
      case "trap-in-one-of-many" -> TaskScenes.trapInOneOfMany();
      case "bytes-there-and-back" -> FlowScenes.bytesThereAndBack();
      case "chunks-of-1" -> FlowScenes.chunksOf1();
      case "chunks-of-7" -> FlowScenes.chunksOf7();
      case "chunks-of-a-mebibyte" -> FlowScenes.chunksOfAMebibyte();
      case "handles-there-and-back" -> FlowScenes.handlesThereAndBack();
      case "methods-that-wait" -> FlowScenes.methodsThatWait();
      case "the-writer-ends-early" -> FlowScenes.theWriterEndsEarly();
      case "the-callee-leaves" -> FlowScenes.theCalleeLeaves();
      case "error-beside-a-stream" -> FlowScenes.errorBesideAStream();
      case "future-the-callee-drops" -> FlowScenes.futureTheCalleeDrops();
      case "trap-in-the-middle-of-a-stream" -> FlowScenes.trapInTheMiddleOfAStream();
      case "cancelled-before-it-starts" -> TaskScenes.cancelledBeforeItStarts();
      case "cancelled-in-vain" -> TaskScenes.cancelledInVain();
      case "cancelled-when-over" -> TaskScenes.cancelledWhenOver();
      case "work-after-the-result" -> TaskScenes.workAfterTheResult();
      case "ten-thousand-in-turn" -> TaskScenes.tenThousandInTurn();
      case "trap-after-the-result" -> TaskScenes.trapAfterTheResult();
      case "nothing-in-a-stream" -> FlowScenes.nothingInAStream();
      case "texts" -> FlowScenes.texts();
      case "records" -> FlowScenes.records();
      case "handles" -> FlowScenes.handles();
      case "handles-after-their-stream" -> FlowScenes.handlesAfterTheirStream();
      case "two-readers" -> FlowScenes.twoReaders();
      case "the-reader-leaves" -> FlowScenes.theReaderLeaves();
      case "future-that-comes-later" -> FlowScenes.futureThatComesLater();
      case "future-of-the-caller" -> FlowScenes.futureOfTheCaller();
      case "future-nobody-reads" -> FlowScenes.futureNobodyReads();
      case "inside-of-a-record" -> FlowScenes.insideOfARecord();
      default -> throw new Scenes.Difference("unknown scenario `" + scenario + "`");
    }
  }
}
