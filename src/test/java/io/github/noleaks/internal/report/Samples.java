package io.github.noleaks.internal.report;

import io.github.noleaks.Leak;
import io.github.noleaks.LeakReport;
import io.github.noleaks.LeakedTask;
import io.github.noleaks.LeakedThread;
import io.github.noleaks.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Made-up findings. */
final class Samples {

  private Samples() {}

  static StackTraceElement frame(@Nullable String module, String type, String method, int line) {
    String simple = type.substring(type.lastIndexOf('.') + 1).replaceAll("\\$.*", "");
    return new StackTraceElement(
        module == null ? "app" : null, module, null, type, method, simple + ".java", line);
  }

  static StackTraceElement jdk(String type, String method, int line) {
    return frame("java.base", type, method, line);
  }

  static StackTraceElement own(String method, int line) {
    return frame(null, "com.acme.OrderService", method, line);
  }

  static List<StackTraceElement> putStack() {
    return List.of(
        jdk("jdk.internal.misc.Unsafe", "park", -2),
        jdk("java.util.concurrent.locks.LockSupport", "park", 341),
        jdk("java.util.concurrent.ArrayBlockingQueue", "put", 371),
        own("lambda$send$0", 42),
        jdk("java.util.concurrent.ThreadPoolExecutor", "runWorker", 1136),
        jdk("java.lang.Thread", "run", 840));
  }

  static LeakedThread thread(long id, String name, boolean virtual, List<StackTraceElement> stack) {
    return new LeakedThread(
        id,
        name,
        virtual ? "java.lang.VirtualThread" : "java.lang.Thread",
        virtual ? "VirtualThreads" : "main",
        Thread.State.WAITING,
        virtual,
        virtual,
        stack,
        null);
  }

  static Leak sender(int count, boolean virtual) {
    List<LeakedThread> threads = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      threads.add(thread(40 + i, virtual ? "" : "order-sender-" + i, virtual, putStack()));
    }
    return sender(threads);
  }

  static Leak sender(List<LeakedThread> threads) {
    return new Leak(
        Verdict.BLOCKED,
        "sender on a full queue",
        threads,
        "ArrayBlockingQueue.put",
        null,
        own("lambda$send$0", 42),
        "queue.put(order);",
        null,
        "drain the queue on every exit path",
        "@IgnoreLeaks(thread = \"order-sender-*\", reason = \"…\")",
        "0123456789ab",
        io.github.noleaks.Evidence.NONE);
  }

  private static final String SCHEDULER = "ScheduledThreadPoolExecutor: 1 of 1 workers";

  static LeakedTask task(String type, LeakedTask.Kind kind, long seconds) {
    return new LeakedTask(type, kind, Duration.ofSeconds(seconds), SCHEDULER);
  }

  /** A worker that was there before, and is stuck in a new task. */
  static LeakedThread older(long id) {
    return thread(id, "http-" + (id - 40), false, putStack())
        .withTask("com.acme.OrderService.lambda$send$0");
  }

  static Leak stuckTask(List<LeakedThread> threads, List<LeakedTask> tasks) {
    return new Leak(
        Verdict.STUCK_TASK,
        threads.isEmpty() ? "task in a queue that nobody drains" : "sender on a full queue",
        threads,
        tasks,
        threads.isEmpty() ? null : "ArrayBlockingQueue.put",
        null,
        threads.isEmpty() ? null : own("lambda$send$0", 42),
        null,
        null,
        "cancel it, or shut the executor down",
        "@IgnoreLeaks(task = \"com.acme.Mailer\", reason = \"…\")",
        "0123456789ab",
        null,
        io.github.noleaks.Evidence.NONE);
  }

  static LeakReport report(String subject, Leak... leaks) {
    return new LeakReport(
        subject,
        List.of(leaks),
        List.of("a note"),
        TextReport.of(subject, List.of(leaks), List.of()));
  }
}
