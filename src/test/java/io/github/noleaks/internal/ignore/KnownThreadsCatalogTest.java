package io.github.noleaks.internal.ignore;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.reflect.TypeToken;
import io.github.noleaks.LeakedThread;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Keeps the catalog clean: complete, each entry shown by a sample, none that hides a user's leak.
 */
class KnownThreadsCatalogTest {

  /**
   * A thread as it was seen, or as the source of its maker says it looks.
   *
   * @param entry the entry that knows it
   * @param origin how it came here
   */
  record Sample(
      String entry,
      String origin,
      String name,
      String threadClass,
      String group,
      boolean daemon,
      String state,
      List<String> stack) {

    LeakedThread thread() {
      return new LeakedThread(
          41,
          name,
          threadClass,
          group,
          Thread.State.valueOf(state),
          daemon,
          false,
          stack.stream().map(Threads::frame).toList(),
          null);
    }

    @Override
    public String toString() {
      return entry + ": " + name + ", " + origin;
    }
  }

  static List<Sample> samples() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            KnownThreadsCatalogTest.class.getResourceAsStream("known-threads-samples.json"))) {
      return new Gson()
          .fromJson(
              new InputStreamReader(in, StandardCharsets.UTF_8),
              new TypeToken<List<Sample>>() {}.getType());
    }
  }

  private static KnownThread entry(String name) {
    return KnownThreads.catalog().threads().stream()
        .filter(entry -> entry.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static boolean matches(KnownThread entry, LeakedThread thread) {
    Catalog catalog = KnownThreads.catalog();
    return entry.matches(new Suspect(thread), catalog.starts(), catalog.waits());
  }

  @Test
  void theCatalogIsWhole() {
    assertThat(KnownThreads.problems()).isEmpty();
    assertThat(KnownThreads.catalog().threads()).hasSizeGreaterThan(80);
  }

  @Test
  void everyEntryIsShownByASample() throws IOException {
    Set<String> shown = samples().stream().map(Sample::entry).collect(Collectors.toSet());

    assertThat(KnownThreads.catalog().threads())
        .extracting(KnownThread::name)
        .containsExactlyInAnyOrderElementsOf(shown);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void anEntryKnowsItsSamples(Sample sample) {
    assertThat(matches(entry(sample.entry()), sample.thread())).isTrue();
    assertThat(KnownThreads.isHarmless(sample.thread())).isTrue();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void aUsersThreadWithTheNameOfAKnownOneIsNotExcused(Sample sample) {
    for (boolean daemon : new boolean[] {true, false}) {
      LeakedThread impostor = Threads.sender(sample.name(), "java.lang.Thread", "main", daemon);
      assertThat(KnownThreads.isHarmless(impostor)).as("daemon: %s", daemon).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void aUsersThreadWithTheNameOfAKnownOneThatJustBeginsOrEndsIsNotExcusedForItsName(Sample sample) {
    // Names that come with "no stack" are those of threads the JVM itself makes.
    LeakedThread begins = Threads.made(sample.name(), "com.acme.OrderThread", "orders", false);

    assertThat(KnownThreads.isHarmless(begins)).isFalse();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void aKnownThreadStuckInAUsersTaskIsNotExcused(Sample sample) {
    if (RUNS_NO_TASKS_OF_USERS.contains(sample.entry())) {
      return;
    }
    LeakedThread stuck =
        Threads.sender(sample.name(), sample.threadClass(), sample.group(), sample.daemon());

    assertThat(KnownThreads.isHarmless(stuck)).isFalse();
  }

  /** Known by a class that nobody but its owner can make, and told by that alone. */
  private static final Set<String> RUNS_NO_TASKS_OF_USERS =
      Set.of(
          "Reference Handler",
          "OpenJ9 attach loop",
          "carrier of virtual threads",
          "delay scheduler of virtual threads",
          "VirtualThread-unparker",
          "SeedGenerator Thread",
          "JUnit parallel worker (fork-join)",
          "JUnit parallel worker (thread pool)",
          "Eclipse test runner",
          "Testcontainers",
          "Commons VFS cache cleaner");

  @Test
  void onlyEntriesThatExistAreCalledFreeOfUsersTasks() {
    assertThat(KnownThreads.catalog().threads())
        .extracting(KnownThread::name)
        .containsAll(RUNS_NO_TASKS_OF_USERS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ForkJoinPool-1-worker-1",
        "ForkJoinPool.commonPool-worker-1",
        "Timer-0",
        "Thread-0",
        "InnocuousThread-1",
        "HttpClient-1-Worker-0",
        "HttpClient-1-SelectorManager",
        "qtp1234-17",
        "http-nio-8080-exec-1",
        "main",
        "junit-7",
        "pool-1-thread-1",
        "Cleaner-0",
        "FileSystemWatchService",
        "HTTP-Dispatcher",
        "JFR Event Stream 1",
        "JMX client heartbeat 2",
        "junit-timeout-thread-1",
        "Time-limited test",
        "globalEventExecutor-1-1",
        "SubPoller-0",
      })
  void namesThatOtherDetectorsFallForExcuseNobody(String name) {
    for (String group :
        List.of("main", "system", "InnocuousThreadGroup", "RMI Runtime", "CarrierThreads")) {
      assertThat(KnownThreads.isHarmless(Threads.sender(name, "java.lang.Thread", group, true)))
          .as("group %s", group)
          .isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"pool-1-thread-1", "Thread-3", "ForkJoinPool-1-worker-1", "order-worker"})
  void anIdleWorkerOfAUsersPoolIsNotExcused(String name) {
    LeakedThread idle =
        Threads.made(
            name,
            "java.lang.Thread",
            "main",
            true,
            "jdk.internal.misc.Unsafe.park",
            "java.util.concurrent.locks.LockSupport.park",
            "java.util.concurrent.LinkedBlockingQueue.take",
            "java.util.concurrent.ThreadPoolExecutor.getTask",
            "java.util.concurrent.ThreadPoolExecutor.runWorker",
            "java.util.concurrent.ThreadPoolExecutor$Worker.run",
            "java.lang.Thread.run");

    assertThat(KnownThreads.isHarmless(idle)).isFalse();
  }

  @Test
  void aUsersVirtualThreadThatWaitsForItsSocketIsNotExcused() {
    LeakedThread reader =
        new LeakedThread(
            77,
            "SubPoller-0",
            "java.lang.VirtualThread",
            "VirtualThreads",
            Thread.State.WAITING,
            true,
            true,
            List.of(
                Threads.frame("java.lang.VirtualThread.park"),
                Threads.frame("sun.nio.ch.Poller.poll"),
                Threads.frame("sun.nio.ch.NioSocketImpl.park"),
                Threads.frame("com.acme.OrderService.read"),
                Threads.frame("java.lang.VirtualThread.run")),
            null);

    assertThat(KnownThreads.isHarmless(reader)).isFalse();
  }

  @Test
  void aThreadOfAUsersMainMethodCalledInAThreadIsNotTheMainThread() {
    LeakedThread thread =
        Threads.made(
            "main",
            "java.lang.Thread",
            "main",
            false,
            "java.lang.Thread.sleep",
            "com.acme.Server.main",
            "com.acme.ServerTest$$Lambda.run",
            "java.lang.Thread.run");

    assertThat(KnownThreads.isHarmless(thread)).isFalse();
  }

  @Test
  void brokenPartsOfACatalogAreNamedAndLeftOut() {
    Catalog catalog =
        Catalog.read(
            new StringReader(
                """
                {"starts": ["java.lang.Thread.run"], "waits": ["java.lang.Thread.sleep"], "threads": [
                 {"name": "good", "thread": ["a-*"], "threadClass": ["com.acme.A"],
                  "why": "w", "source": "s", "versions": "v"},
                 {"name": "good", "thread": ["a-*"], "threadClass": ["com.acme.A"],
                  "why": "w", "source": "s", "versions": "v"},
                 {"name": "by name alone", "thread": ["b-*"], "threadClass": ["java.lang.Thread"],
                  "group": ["main"], "why": "w", "source": "s", "versions": "v"},
                 {"name": "misspelt", "thread": ["c-*"], "groups": ["c"],
                  "why": "w", "source": "s", "versions": "v"},
                 {"name": "everything", "thread": ["*"], "group": ["c"],
                  "why": "w", "source": "s", "versions": "v"},
                 {"name": "without source", "thread": ["d-*"], "group": ["d"],
                  "why": "w", "versions": "v"},
                 {"name": "wrong type", "thread": "e", "group": ["e"],
                  "why": "w", "source": "s", "versions": "v"}
                ]}
                """));

    assertThat(catalog.threads()).extracting(KnownThread::name).containsExactly("good");
    assertThat(catalog.problems())
        .hasSize(6)
        .anyMatch(problem -> problem.contains("two entries are called good"))
        .anyMatch(problem -> problem.contains("by name alone: one sign alone"))
        .anyMatch(problem -> problem.contains("[groups]"))
        .anyMatch(problem -> problem.contains("takes everything"))
        .anyMatch(problem -> problem.contains("without source"))
        .anyMatch(problem -> problem.contains("wrong type"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{", "{}", "{\"starts\": 1, \"waits\": [], \"threads\": []}"})
  void anUnreadableCatalogKnowsNothingAndSaysSo(String json) {
    Catalog catalog = Catalog.read(new StringReader(json));

    assertThat(catalog.threads()).isEmpty();
    assertThat(catalog.problems()).hasSize(1);
  }
}
