package io.github.noleaks.internal.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.noleaks.LeakedThread;
import io.github.noleaks.Origin;
import io.github.noleaks.internal.dump.HeapBudget.Use;
import io.github.noleaks.internal.evidence.HeapEvidence;
import io.github.noleaks.internal.evidence.HeapQuestion;
import io.github.noleaks.internal.evidence.HiddenThreads;
import io.github.noleaks.internal.evidence.ThreadEvidence;
import io.github.noleaks.internal.origin.Origins;
import io.github.noleaks.internal.origin.Owner;
import io.github.noleaks.internal.origin.Tag;
import io.github.noleaks.internal.watch.ThreadFacts;
import io.github.noleaks.internal.watch.ThreadWatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeapWitnessTest {
  private static final HeapSettings SETTINGS = HeapSettings.defaults();

  private final HiddenThreads threads = new HiddenThreads();
  private long stuck;

  @BeforeEach
  void leaveASender() {
    stuck =
        threads.platform(
            () -> {
              ArrayBlockingQueue<String> queue = new ArrayBlockingQueue<>(1);
              while (queue.isEmpty() || queue.remainingCapacity() == 0) {
                queue.put("order-7");
              }
            });
    threads.awaitWaiting();
  }

  @AfterEach
  void freeIt() {
    threads.close();
  }

  private List<LeakedThread> leaked() {
    return ThreadWatch.shared().all(new ThreadFacts()).stream()
        .filter(thread -> thread.id() == stuck)
        .toList();
  }

  private HeapEvidence ask(HeapSettings settings) {
    return ask(settings, new HeapBudget());
  }

  private HeapEvidence ask(HeapSettings settings, HeapBudget budget) {
    return new HeapWitness(settings, budget).ask(leaked());
  }

  private void tellsAboutTheSender(HeapEvidence evidence) {
    ThreadEvidence sender = evidence.of(stuck).orElseThrow();
    assertThat(sender.stuck()).isTrue();
    assertThat(sender.waitsFor()).isEqualTo("the queue holds 1 of 1 (\"order-7\")");
  }

  private static void saysWhyNot(HeapEvidence evidence, String why) {
    assertThat(evidence.threads()).isEmpty();
    assertThat(evidence.notes()).singleElement().asString().contains("no evidence", why);
  }

  @Test
  void tellsAboutTheSender() {
    HeapEvidence evidence = ask(SETTINGS);
    tellsAboutTheSender(evidence);
    assertThat(evidence.notes()).isEmpty();
  }

  @Test
  void leavesNoFileBehind(@TempDir Path folder) throws IOException {
    // A folder of its own: other JVMs write their dumps to the common one.
    String common = System.setProperty("java.io.tmpdir", folder.toString());
    try {
      tellsAboutTheSender(ask(SETTINGS));
      assertThat(folder).isEmptyDirectory();
    } finally {
      System.setProperty("java.io.tmpdir", common);
    }
  }

  @Test
  void keepsTheDumpAndSaysWhereItIs(@TempDir Path folder) throws IOException {
    HeapEvidence evidence =
        ask(new HeapSettings(true, 1L << 40, folder.resolve("dumps"), true, 10, 1));
    tellsAboutTheSender(evidence);
    String note = evidence.notes().get(0);
    assertThat(note).startsWith("the heap dump is in ");
    Path file = Path.of(note.substring("the heap dump is in ".length()));
    assertThat(file).exists().startsWith(folder.toAbsolutePath());
    tellsAboutTheSender(
        io.github.noleaks.internal.evidence.HeapAnalysis.of(file, HeapQuestion.all(true)));
  }

  @Test
  void leavesValuesOut() {
    ThreadEvidence sender =
        ask(new HeapSettings(true, 1L << 40, null, false, 10, 1)).of(stuck).orElseThrow();
    assertThat(sender.waitsFor()).isEqualTo("the queue holds 1 of 1 (String)");
  }

  @Test
  void isSilentWhenItIsOff() {
    assertThat(ask(SETTINGS.off())).isEqualTo(HeapEvidence.NONE);
  }

  @Test
  void leavesALargeHeapAlone() {
    saysWhyNot(
        ask(new HeapSettings(true, 1 << 20, null, true, 10, 1)),
        "more than noleaks.heap.max allows");
  }

  @Test
  void takesOnlySoManyDumps() {
    HeapBudget budget = new HeapBudget();
    HeapSettings one = new HeapSettings(true, 1L << 40, null, true, 1, 1);
    tellsAboutTheSender(ask(one, budget));
    assertThat(budget.summary()).isEmpty();
    saysWhyNot(ask(one, budget), "noleaks.heap.dumps");
    assertThat(budget.summary()).get().asString().contains("1 heap dump", "1 more leaking check");
  }

  @Test
  void allOfTheTimeIsNoLimit() {
    HeapBudget budget = new HeapBudget();
    budget.spent(Duration.ofDays(1).toNanos(), Use.THREADS);
    tellsAboutTheSender(ask(new HeapSettings(true, 1L << 40, null, true, 100, 1), budget));
  }

  @Test
  void takesOneMoreAtTheEndUnlessThereShallBeNone() {
    HeapBudget budget = new HeapBudget();
    HeapSettings one = new HeapSettings(true, 1L << 40, null, true, 1, 0.1);
    budget.spent(Duration.ofDays(1).toNanos(), Use.THREADS);
    saysWhyNot(ask(one, budget), "noleaks.heap.dumps");
    tellsAboutTheSender(ask(one.onceMore(), budget));
    HeapSettings none = new HeapSettings(true, 1L << 40, null, true, 0, 1);
    saysWhyNot(ask(none.onceMore(), budget), "noleaks.heap.dumps");
  }

  @Test
  void takesOnlyItsShareOfTheTime() {
    HeapBudget budget = new HeapBudget();
    HeapSettings tenth = new HeapSettings(true, 1L << 40, null, true, 100, 0.1);
    budget.spent(Duration.ofSeconds(6).toNanos(), Use.THREADS);
    assertThat(budget.refusal(tenth, Use.THREADS, Duration.ofSeconds(100).toNanos()))
        .contains("6.0 s", "10 %", "noleaks.heap.share");
    assertThat(budget.refusal(tenth, Use.THREADS, Duration.ofSeconds(121).toNanos())).isNull();
  }

  @Test
  void theFirstSecondsAreFree() {
    HeapBudget budget = new HeapBudget();
    HeapSettings nothing = new HeapSettings(true, 1L << 40, null, true, 100, 0);
    assertThat(budget.refusal(nothing, Use.THREADS, 1)).isNull();
    budget.spent(Duration.ofSeconds(4).toNanos(), Use.THREADS);
    assertThat(budget.refusal(nothing, Use.THREADS, 1)).isNull();
    budget.spent(Duration.ofSeconds(1).toNanos(), Use.THREADS);
    assertThat(budget.refusal(nothing, Use.THREADS, 1)).isNotNull();
  }

  @Test
  void anInterruptChangesNothingAndStaysSet() {
    Thread.currentThread().interrupt();
    try {
      HeapEvidence evidence = ask(SETTINGS);
      assertThat(Thread.interrupted()).isTrue();
      tellsAboutTheSender(evidence);
    } finally {
      Thread.interrupted();
    }
  }

  @Test
  void saysSoWhereNoFolderCanBeWrittenTo(@TempDir Path folder) throws IOException {
    Path file = Files.createFile(folder.resolve("a file"));
    saysWhyNot(
        ask(new HeapSettings(true, 1L << 40, file, true, 10, 1)), "no heap dump could be written");
  }

  @Test
  void aJvmOfItsOwnReadsTagsAsWell() throws Exception {
    Owner owner = new Owner("OrderServiceTest.sendsAll()", null);
    Tag before = Origins.enter(owner);
    long tagged;
    try {
      tagged = threads.platform(() -> new ArrayBlockingQueue<String>(1).take());
    } finally {
      Origins.leave(before);
    }
    threads.awaitWaiting();
    try (HeapDump dump = HeapDump.take(null, 0, true)) {
      HeapQuestion question =
          new HeapQuestion(
              Stream.of(stuck, tagged).map(id -> new HeapQuestion.Suspect(id, null, -1)).toList(),
              true);
      HeapEvidence there = ChildAnalysis.run(dump, question, 256L << 20);
      Origin origin = Objects.requireNonNull(there.origins().get(tagged));
      assertThat(origin.subject()).isEqualTo("OrderServiceTest.sendsAll()");
      assertThat(origin.stack().toString()).contains("HeapWitnessTest.aJvmOfItsOwnReadsTagsAsWell");
      assertThat(there.ownerNumbers()).containsEntry(tagged, owner.number());
      assertThat(there)
          .isEqualTo(io.github.noleaks.internal.evidence.HeapAnalysis.of(dump.file(), question));
    }
  }

  @Test
  void aJvmOfItsOwnSaysTheSame() throws Exception {
    try (HeapDump dump = HeapDump.take(null, 0, true)) {
      HeapQuestion question =
          new HeapQuestion(List.of(new HeapQuestion.Suspect(stuck, null, -1)), true);
      HeapEvidence there = ChildAnalysis.run(dump, question, 256L << 20);
      tellsAboutTheSender(there);
      assertThat(there)
          .isEqualTo(io.github.noleaks.internal.evidence.HeapAnalysis.of(dump.file(), question));
    }
  }

  @Test
  void aJvmOfItsOwnIsAskedAboutChannelsAsWell() throws Exception {
    try (HeapDump dump = HeapDump.take(null, 0, true)) {
      HeapQuestion question =
          HeapQuestion.aboutChannels(
              List.of(
                  new HeapQuestion.Channel("stdin", 0, -1),
                  new HeapQuestion.Channel("no such", 1 << 20, 4_711)),
              HeapQuestion.Fixtures.NONE,
              true);
      HeapEvidence there = ChildAnalysis.run(dump, question, 256L << 20);
      assertThat(there.channels())
          .extracting(each -> each.key() + ' ' + each.holding())
          .containsExactly("stdin JVM", "no such UNKNOWN");
      assertThat(there)
          .isEqualTo(io.github.noleaks.internal.evidence.HeapAnalysis.of(dump.file(), question));
    }
  }

  @Test
  void withoutADumpChannelsAreToldToHaveNoEvidence() {
    HeapEvidence evidence =
        new HeapWitness(new HeapSettings(true, 1, null, true, 100, 1), new HeapBudget())
            .askChannels(
                List.of(new HeapQuestion.Channel("stdin", 0, -1)), HeapQuestion.Fixtures.NONE);
    assertThat(evidence.channels()).isEmpty();
    saysWhyNot(evidence, "noleaks.heap.max");
  }

  @Test
  void aJvmOfItsOwnWithoutEnoughMemoryIsNamed() throws Exception {
    try (HeapDump dump = HeapDump.take(null, 0, true)) {
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> ChildAnalysis.run(dump, HeapQuestion.all(true), 4L << 20))
          .withMessageContaining("OutOfMemoryError");
    }
  }
}
