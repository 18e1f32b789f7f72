package io.github.noleaks.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.github.noleaks.internal.evidence.HiddenThreads;
import io.github.noleaks.internal.origin.Origins;
import io.github.noleaks.internal.origin.Owner;
import io.github.noleaks.internal.origin.Tag;
import io.github.noleaks.testing.StandardError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ArrayBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
  @TempDir Path folder;

  private static String outputOf(int code, String... args) {
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      assertThat(Main.run(args)).isEqualTo(code);
    } finally {
      System.setOut(before);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  private static String errorOf(int code, String... args) {
    return StandardError.during(() -> assertThat(Main.run(args)).isEqualTo(code));
  }

  @Test
  void tellsOfEachThreadThatWaits() throws IOException {
    Path file = folder.resolve("production.hprof");
    try (HiddenThreads threads = new HiddenThreads()) {
      threads.start(false, "order-sender", MainTest::sendsTwo);
      threads.awaitWaiting();
      ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
          .dumpHeap(file.toString(), true);
    }
    assertThat(outputOf(0, "heap", file.toString()))
        .startsWith("production.hprof holds ")
        .contains("1 thread STUCK FOR EVER: sender on a full queue")
        .contains("threads     order-sender (#")
        .contains("waits in    ArrayBlockingQueue.put: the queue holds 1 of 1 (\"order-7\")")
        .contains("woken by    nobody: nothing that runs can still reach the queue")
        .contains("at          " + MainTest.class.getName() + ".sendsTwo(MainTest.java:")
        .doesNotContain("@IgnoreLeaks")
        .doesNotContain("Reference Handler");
    assertThat(outputOf(0, "heap", "--no-values", file.toString()))
        .contains("the queue holds 1 of 1 (String)")
        .doesNotContain("order-7");
  }

  @Test
  void tellsWhoCreatedTheThreadsOfTests() throws IOException {
    Path file = folder.resolve("tests.hprof");
    try (HiddenThreads threads = new HiddenThreads()) {
      Tag before = Origins.enter(new Owner("OrderServiceTest.sendsAll()", null));
      threads.start(false, "tagged-sender", MainTest::sendsTwo);
      Origins.leave(before);
      threads.awaitWaiting();
      ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
          .dumpHeap(file.toString(), true);
    }
    assertThat(outputOf(0, "heap", file.toString()))
        .contains("threads     tagged-sender (#")
        .contains("created by  " + HiddenThreads.class.getName() + ".start(HiddenThreads.java:")
        .contains("\n" + " ".repeat(15) + MainTest.class.getName() + ".tellsWhoCreated")
        // Of the others, no test is known to have to do with them.
        .doesNotContain("unknown: ");
  }

  private static void sendsTwo() throws InterruptedException {
    ArrayBlockingQueue<String> queue = new ArrayBlockingQueue<>(1);
    queue.put("order-7");
    while (queue.remainingCapacity() == 0) {
      queue.put("order-8");
    }
  }

  @Test
  void saysWhatIsWrongWithAFile() throws IOException {
    Path text = Files.writeString(folder.resolve("a.txt"), "not a dump");
    assertThat(errorOf(1, "heap", text.toString())).contains("a.txt", "no heap dump in HPROF");
    assertThat(errorOf(1, "heap", folder.resolve("b").toString())).contains("no such file");
  }

  @Test
  void saysHowItIsUsed() {
    assertThat(errorOf(2)).startsWith("usage: java -jar noleaks.jar heap FILE");
    assertThat(errorOf(2, "heap")).startsWith("usage:");
    assertThat(errorOf(2, "threads", "a.hprof")).startsWith("usage:");
  }
}
