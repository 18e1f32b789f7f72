package io.github.noleaks.internal.diagnose;

import io.github.noleaks.LeakedThread;
import io.github.noleaks.internal.evidence.HeapEvidence.Circle;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/** The catalog of waits: what a thread waits for, told from its frames and its state. */
final class WaitCatalog {

  static final WaitCatalog INSTANCE =
      new WaitCatalog(
          Frames.read("/io/github/noleaks/internal/diagnose/waits.json", Catalog.class));

  private record Catalog(
      List<String> defaultNames, Map<Circle.Kind, Deadlock> deadlocks, List<Wait.Entry> waits) {}

  /** What to say about a circle of threads. */
  record Deadlock(String summary, String fix) {}

  private record Question(List<String> head, Thread.State state) {}

  private final List<Wait> waits;
  private final Map<Circle.Kind, Deadlock> deadlocks;
  private final Predicate<String> defaultNames;
  private final Bounded<Question, Wait.Place> known = new Bounded<>(2_000);

  private WaitCatalog(Catalog catalog) {
    waits = catalog.waits().stream().map(Wait::new).toList();
    deadlocks = catalog.deadlocks();
    defaultNames = Glob.any(catalog.defaultNames());
  }

  Wait.Place find(LeakedThread thread) {
    List<String> head = Frames.head(thread.stack()).stream().map(Frames::name).toList();
    return known.get(new Question(head, thread.state()), this::find);
  }

  private Wait.Place find(Question question) {
    for (Wait wait : waits) {
      Wait.Place place = wait.find(question.head(), question.state());
      if (place != null) {
        return place;
      }
    }
    throw new IllegalStateException("the catalog of waits must end with an entry that always fits");
  }

  List<Wait> waits() {
    return waits;
  }

  Deadlock deadlock(Circle.Kind kind) {
    return Objects.requireNonNull(deadlocks.get(kind));
  }

  /** Whether the JDK chose this name, so that it says nothing about the thread. */
  boolean isDefaultName(String threadName) {
    return defaultNames.test(threadName);
  }
}
