package io.github.noleaks.internal.diagnose;

import io.github.noleaks.LeakedThread;
import java.util.Arrays;
import java.util.List;

/** Made-up stacks and threads. A frame is written {@code Class.method:line}. */
final class Stacks {

  static final String[] PUT = {
    "jdk.internal.misc.Unsafe.park:-2",
    "java.util.concurrent.locks.LockSupport.park:341",
    "java.util.concurrent.locks.AbstractQueuedSynchronizer$ConditionObject.await:1630",
    "java.util.concurrent.ArrayBlockingQueue.put:371",
    "com.acme.OrderService.lambda$send$0:42",
    "java.lang.Thread.run:840"
  };

  static final String[] GET_TASK = {
    "jdk.internal.misc.Unsafe.park:-2",
    "java.util.concurrent.locks.LockSupport.park:341",
    "java.util.concurrent.locks.AbstractQueuedSynchronizer$ConditionObject.await:1630",
    "java.util.concurrent.LinkedBlockingQueue.take:435",
    "java.util.concurrent.ThreadPoolExecutor.getTask:1062",
    "java.util.concurrent.ThreadPoolExecutor.runWorker:1122",
    "java.util.concurrent.ThreadPoolExecutor$Worker.run:635",
    "java.lang.Thread.run:840"
  };

  private Stacks() {}

  static List<StackTraceElement> of(String... frames) {
    return Arrays.stream(frames).map(Stacks::frame).toList();
  }

  static StackTraceElement frame(String text) {
    int colon = text.lastIndexOf(':');
    int dot = text.lastIndexOf('.', colon);
    String type = text.substring(0, dot);
    String simple = type.substring(type.lastIndexOf('.') + 1).replaceAll("\\$.*", "");
    boolean jdk = type.startsWith("java.") || type.startsWith("jdk.") || type.startsWith("sun.");
    return new StackTraceElement(
        null,
        jdk ? "java.base" : null,
        null,
        type,
        text.substring(dot + 1, colon),
        simple + ".java",
        Integer.parseInt(text.substring(colon + 1)));
  }

  static LeakedThread thread(long id, String name, Thread.State state, String... frames) {
    return new LeakedThread(
        id, name, "java.lang.Thread", "main", state, false, false, of(frames), null);
  }

  static LeakedThread waiting(long id, String name, String... frames) {
    return thread(id, name, Thread.State.WAITING, frames);
  }
}
