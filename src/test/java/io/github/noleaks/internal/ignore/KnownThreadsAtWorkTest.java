package io.github.noleaks.internal.ignore;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.LeakedThread;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Known threads that call into a user's code: a handler, a hook, a task, a finalizer. */
class KnownThreadsAtWorkTest {

  /** These run nothing but their maker's code, or tests: they may be seen anywhere in it. */
  private static final List<String> NEED_NOT_REST =
      List.of(
          "Reference Handler",
          "OpenJ9 attach loop",
          "main",
          "Keep-Alive-Timer",
          "Keep-Alive-SocketCleaner",
          "carrier of virtual threads",
          "delay scheduler of virtual threads",
          "VirtualThread-unparker",
          "VirtualThread-unblocker",
          "poller of virtual threads",
          "sub-poller of virtual threads, mounted or beginning",
          "SeedGenerator Thread",
          "SunPKCS11 token poller and cleaner",
          "RMI TCP Accept",
          "RMI Reaper",
          "RMI RenewClean",
          "RMI GC Daemon",
          "JMX server connection timeout",
          "Java2D Disposer",
          "Java2D render queue flusher",
          "TimerQueue",
          "AWT-Shutdown",
          "AWT toolkit",
          "JUnit parallel worker (fork-join)",
          "JUnit parallel worker (thread pool)",
          "Surefire command reader",
          "Eclipse test runner",
          "Hadoop statistics cleaner",
          "Testcontainers",
          "Commons VFS cache cleaner");

  @Test
  void everyOtherEntryAsksForRest() {
    assertThat(KnownThreads.catalog().threads())
        .filteredOn(entry -> !entry.mustRest())
        .extracting(KnownThread::name)
        .containsExactlyInAnyOrderElementsOf(NEED_NOT_REST);
  }

  static Stream<KnownThreadsCatalogTest.Sample> thatRestAtTheTop() throws IOException {
    List<String> entries =
        KnownThreads.catalog().threads().stream()
            .filter(KnownThread::restsOnlyAtTheTop)
            .map(KnownThread::name)
            .toList();
    return KnownThreadsCatalogTest.samples().stream()
        .filter(sample -> entries.contains(sample.entry()));
  }

  @ParameterizedTest
  @MethodSource("thatRestAtTheTop")
  void codeOfAUserOnTopOfTheThreadsOwnFramesIsALeak(KnownThreadsCatalogTest.Sample sample) {
    List<StackTraceElement> stack =
        new ArrayList<>(
            Threads.sender(sample.name(), sample.threadClass(), sample.group(), true).stack());
    // The sender's own bottom, Thread.run, gives way to what the thread was made for.
    stack.remove(stack.size() - 1);
    stack.addAll(sample.thread().stack());

    assertThat(KnownThreads.isHarmless(with(stack, sample.thread()))).isFalse();
  }

  @ParameterizedTest
  @MethodSource("thatRestAtTheTop")
  void aMethodReferenceOnTopOfTheThreadsOwnFramesIsALeak(KnownThreadsCatalogTest.Sample sample) {
    List<StackTraceElement> stack =
        new ArrayList<>(
            Threads.made(
                    "",
                    "",
                    "",
                    true,
                    "jdk.internal.misc.Unsafe.park",
                    "java.util.concurrent.locks.LockSupport.park",
                    "java.util.concurrent.LinkedBlockingQueue.take",
                    "java.util.concurrent.CompletableFuture.postComplete")
                .stack());
    stack.addAll(sample.thread().stack());

    assertThat(KnownThreads.isHarmless(with(stack, sample.thread()))).isFalse();
  }

  private static LeakedThread with(List<StackTraceElement> stack, LeakedThread thread) {
    return new LeakedThread(
        thread.id(),
        thread.name(),
        thread.className(),
        thread.group(),
        Thread.State.WAITING,
        thread.daemon(),
        false,
        stack,
        null);
  }

  @ParameterizedTest
  @ValueSource(strings = {"RMI TCP Connection(1)-127.0.0.1", "RMI TCP Connection(idle)"})
  void aRemoteCallThatIsStuckInAUsersObjectIsALeak(String name) {
    LeakedThread serving =
        Threads.made(
            name,
            "java.lang.Thread",
            "RMI Runtime",
            true,
            "java.lang.Object.wait",
            "com.acme.OrderServer.send",
            "java.lang.reflect.Method.invoke",
            "sun.rmi.server.UnicastServerRef.dispatch",
            "sun.rmi.transport.Transport.serviceCall",
            "sun.rmi.transport.tcp.TCPTransport.handleMessages",
            "java.util.concurrent.ThreadPoolExecutor.runWorker",
            "java.lang.Thread.run");

    assertThat(KnownThreads.isHarmless(serving)).isFalse();
  }

  @Test
  void aChildProcessThatStillRunsIsALeakWhateverItsReaperIsCalled() {
    for (String name : List.of("process reaper", "process reaper (pid 4711)")) {
      LeakedThread reaper =
          Threads.made(
              name,
              "jdk.internal.misc.InnocuousThread",
              "InnocuousThreadGroup",
              true,
              "java.lang.ProcessHandleImpl.waitForProcessExit0",
              "java.lang.ProcessHandleImpl$1.run",
              "java.util.concurrent.ThreadPoolExecutor.runWorker",
              "java.util.concurrent.ThreadPoolExecutor$Worker.run",
              "java.lang.Thread.run",
              "jdk.internal.misc.InnocuousThread.run");

      assertThat(KnownThreads.isHarmless(reaper)).as(name).isFalse();
    }
  }
}
