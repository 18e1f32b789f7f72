package io.github.noleaks.internal.evidence;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.Gson;
import io.github.noleaks.Origin;
import io.github.noleaks.internal.evidence.TaggedThreads.Kind;
import io.github.noleaks.internal.origin.Origins;
import io.github.noleaks.internal.origin.Owner;
import io.github.noleaks.internal.origin.Tag;
import io.github.noleaks.internal.watch.VirtualThreads;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a heap dump says about who created a thread, compared with what the thread says itself. */
class CarriedTagsTest {
  private static final InheritableThreadLocal<ArrayBlockingQueue<String>> LOCAL =
      new InheritableThreadLocal<>();

  private final TaggedThreads threads = new TaggedThreads();
  private final Owner suite = new Owner("the run", null);
  private final Owner owner = new Owner("OrderServiceTest.sendsAll()", suite);
  private @Nullable Tag before;

  @BeforeEach
  void enter() {
    before = Origins.enter(owner);
  }

  @AfterEach
  void leave() throws Exception {
    Origins.leave(before);
    threads.close();
  }

  @ParameterizedTest
  @EnumSource
  void aDumpSaysOfEachKindOfThreadWhatTheThreadKnows(Kind kind) throws Exception {
    assumeTrue(!kind.isVirtual() || VirtualThreads.isSupported(), "needs virtual threads");
    kind.start(threads);
    HeapEvidence evidence = threads.evidence();
    long id = threads.onlyId();
    Origin told = requireNonNull(evidence.origins().get(id));
    Origin truth = threads.truth(id);
    if (kind.isOfTheCommonPool() && truth == null) {
      // Newer JDKs give the workers of this pool no inheritable thread locals.
      assertThat(told.problem()).isEqualTo(Origins.UNTAGGED);
      return;
    }
    assertThat(told).isEqualTo(truth);
    assertThat(told.problem()).isNull();
    assertThat(told.subject()).isEqualTo("OrderServiceTest.sendsAll()");
    assertThat(told.stack()).isNotEmpty();
    assertThat(evidence.ownerNumbers()).containsEntry(id, owner.number());
    assertThat(told.before() != null).isEqualTo(kind.isIndirect());
    Origin first = told;
    while (first.before() != null) {
      first = first.before();
    }
    assertThat(first.stack().toString())
        .contains("CarriedTagsTest.aDumpSaysOfEachKindOfThreadWhatTheThreadKnows");
  }

  @Test
  void aThreadThatInheritsNothingIsKnownToCarryNoTag() {
    threads.start(new Thread(null, threads.body(), "acme-alone", 0, false));
    isOfNobody();
  }

  @Test
  void aThreadThatNoTestCreatedIsKnownToCarryNoTag() {
    Origins.leave(null);
    threads.start(new Thread(threads.body(), "acme-alone"));
    isOfNobody();
  }

  private void isOfNobody() {
    HeapEvidence evidence = threads.evidence();
    assertThat(evidence.origins())
        .isEqualTo(Map.of(threads.onlyId(), Origin.unknown(Origins.UNTAGGED)));
    assertThat(evidence.ownerNumbers()).isEmpty();
    assertThat(evidence.tags()).isEmpty();
  }

  @Test
  void ofAThreadThatIsNotAskedForNothingIsSaid() {
    threads.start(new Thread(threads.body(), "acme-one"));
    threads.start(new Thread(threads.body(), "acme-other"));
    long asked = threads.someId();
    assertThat(threads.evidence(id -> id == asked).origins()).containsOnlyKeys(asked);
  }

  @Test
  void afterTheFirstThousandTheStackIsMissingButNotTheOwner() {
    for (int i = 0; i < 1_000; i++) {
      threads.make(new Thread(threads.body(), "acme-never-started"));
    }
    threads.start(new Thread(threads.body(), "acme-late"));
    HeapEvidence evidence = threads.evidence();
    Origin told = requireNonNull(evidence.origins().get(threads.onlyId()));
    assertThat(told).isEqualTo(threads.truth(threads.onlyId()));
    assertThat(told.problem()).contains("more than 1,000 threads");
    assertThat(told.subject()).isEqualTo("OrderServiceTest.sendsAll()");
    assertThat(evidence.ownerNumbers()).containsEntry(threads.onlyId(), owner.number());
  }

  @Test
  void aThreadThatRunsATestIsNotSaidToBeOfItsMaking() {
    threads.start(
        new Thread(
            () -> {
              Origins.enter(suite);
              threads.body().run();
            },
            "acme-runner"));
    HeapEvidence evidence = threads.evidence();
    Origin told = requireNonNull(evidence.origins().get(threads.onlyId()));
    assertThat(told).isEqualTo(threads.truth(threads.onlyId()));
    assertThat(told.subject()).isEqualTo("the run");
    assertThat(told.problem()).contains("runs the test's own code");
  }

  @Test
  void theOwnerIsCalledByItsLatestName() {
    threads.start(new Thread(threads.body(), "acme-early"));
    owner.become("OrderServiceTest.sendsAll(), repetition 2", owner.parent());
    assertThat(requireNonNull(threads.evidence().origins().get(threads.onlyId())).subject())
        .isEqualTo("OrderServiceTest.sendsAll(), repetition 2");
  }

  @Test
  void threadsOfOneLoopShareATag() {
    for (int i = 0; i < 300; i++) {
      threads.start(new Thread(threads.body(), "acme-many-" + i));
    }
    HeapEvidence evidence = threads.evidence();
    assertThat(evidence.tags()).hasSize(1);
    assertThat(evidence.origins())
        .hasSize(300)
        .doesNotContainValue(Origin.unknown(Origins.UNTAGGED));
    // With all that a report tells of one thread, more than 200 of them are told no more than this.
    assertThat(evidence.origins().values().stream().distinct()).hasSize(1);
  }

  @Test
  void isTheSameAfterItWasJson() {
    Kind.BY_A_WORKER_OF_A_POOL.start(threads);
    threads.start(new Thread(null, threads.body(), "acme-alone", 0, false));
    HeapEvidence evidence = threads.evidence();
    Gson gson = new Gson();
    HeapEvidence read = requireNonNull(gson.fromJson(gson.toJson(evidence), HeapEvidence.class));
    assertThat(read).isEqualTo(evidence);
    assertThat(read.origins()).hasSize(2).isEqualTo(evidence.origins());
  }

  @Test
  void aThreadStaysStuckThoughItCarriesATag() {
    try (HiddenThreads hidden = new HiddenThreads()) {
      long id = hidden.platform(CarriedTagsTest::sendToNobody);
      HeapEvidence evidence = hidden.all();
      assertThat(evidence.ownerNumbers()).containsEntry(id, owner.number());
      assertThat(evidence.of(id).orElseThrow().stuck()).isTrue();
    }
  }

  private static void sendToNobody() throws InterruptedException {
    ArrayBlockingQueue<String> queue = new ArrayBlockingQueue<>(1);
    while (queue.isEmpty() || queue.remainingCapacity() == 0) {
      queue.put("order-7");
    }
  }

  @Test
  void whatTheUsersOwnThreadLocalsHoldCountsAsBefore() {
    LOCAL.set(new ArrayBlockingQueue<>(1));
    LOCAL.get().add("order-6");
    try (HiddenThreads hidden = new HiddenThreads()) {
      // This test's thread goes on, and holds the queue in its inheritable thread locals alone.
      long id = hidden.platform(() -> LOCAL.get().put("order-7"));
      HeapEvidence evidence = hidden.all();
      assertThat(evidence.ownerNumbers()).containsEntry(id, owner.number());
      assertThat(evidence.of(id).orElseThrow().stuck()).isFalse();
    } finally {
      LOCAL.remove();
    }
  }
}
