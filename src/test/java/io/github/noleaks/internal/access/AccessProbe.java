package io.github.noleaks.internal.access;

import io.github.noleaks.internal.watch.VirtualThreads;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Does what its arguments say, one after the other, and prints what came out. */
public final class AccessProbe {
  static final String ANSWER = " -> ";

  private static final int AT_ONCE = 8;

  private static @Nullable URLClassLoader other;

  private AccessProbe() {}

  public static void main(String[] args) throws Exception {
    for (String each : args) {
      System.out.println(each + ANSWER + answer(each));
    }
    if (other != null) {
      other.close();
    }
  }

  /** Called by name from the probe of another class loader. */
  public static String answer(String question) throws Exception {
    String[] words = question.split(" ", 3);
    return switch (words[0]) {
      case "present" -> read(Access.present(AccessMode.valueOf(words[1])));
      case "acquire" -> read(Access.acquire(AccessMode.valueOf(words[1])));
      case "together" -> together(AccessMode.valueOf(words[1]));
      case "interrupted" -> interrupted(AccessMode.valueOf(words[1]));
      case "problem" -> Access.problem(AccessMode.valueOf(words[1])).orElse("none");
      case "attach" -> attach();
      case "home" -> System.setProperty("java.home", words[1]);
      case "tmpdir" -> System.setProperty("java.io.tmpdir", words[1]);
      case "strangers" -> strangers();
      case "users" -> usersThreads();
      case "other" -> inOtherLoader(question.substring(words[0].length() + 1));
      default -> throw new IllegalArgumentException(question);
    };
  }

  /** What it really can read, tried out. */
  private static String read(Optional<ThreadInternals> found) throws Exception {
    if (found.isEmpty()) {
      return "nothing";
    }
    ThreadInternals internals = found.get();
    List<String> read = new ArrayList<>();
    InheritableThreadLocal<String> key = new InheritableThreadLocal<>();
    key.set("a tag");
    if ("a tag".equals(internals.inherited(new Thread(() -> {}), key))) {
      read.add("tags");
    }
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>());
    if (pool.submit(() -> internals.executor(Thread.currentThread())).get() == pool) {
      read.add("pools");
    }
    pool.shutdown();
    pool.awaitTermination(10, TimeUnit.SECONDS);
    if (VirtualThreads.isSupported()) {
      CountDownLatch end = new CountDownLatch(1);
      Thread virtual = VirtualThreads.start("virtual", () -> await(end));
      if (internals.virtualThreads().contains(virtual)) {
        read.add("virtual threads");
      }
      end.countDown();
      virtual.join();
    }
    return String.join(", ", read);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      // Ends.
    }
  }

  private static String together(AccessMode mode) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE);
    CountDownLatch start = new CountDownLatch(AT_ONCE);
    List<Callable<String>> tasks = new ArrayList<>();
    for (int i = 0; i < AT_ONCE; i++) {
      tasks.add(
          () -> {
            start.countDown();
            start.await();
            return read(Access.acquire(mode));
          });
    }
    List<String> distinct = new ArrayList<>();
    for (Future<String> each : pool.invokeAll(tasks)) {
      if (!distinct.contains(each.get())) {
        distinct.add(each.get());
      }
    }
    pool.shutdown();
    return String.join(" | ", distinct);
  }

  private static String interrupted(AccessMode mode) throws Exception {
    Thread.currentThread().interrupt();
    Optional<ThreadInternals> found = Access.acquire(mode);
    boolean still = Thread.interrupted();
    return read(found) + (still ? ", still interrupted" : ", no longer interrupted");
  }

  private static String attach() throws Exception {
    SelfAttach.run();
    return "done";
  }

  /** Whether those who are not NoLeaks can read. */
  private static String strangers() throws Exception {
    List<Module> strangers = new ArrayList<>();
    strangers.add(ClassLoader.getPlatformClassLoader().getUnnamedModule());
    strangers.add(ModuleLayer.boot().findModule("java.logging").orElseThrow());
    try (URLClassLoader loader = new URLClassLoader(new URL[0])) {
      strangers.add(loader.getUnnamedModule());
    }
    Module ours = AccessProbe.class.getModule();
    Module system = ClassLoader.getSystemClassLoader().getUnnamedModule();
    if (ours.isNamed()) {
      strangers.add(system);
    }
    Module base = Object.class.getModule();
    for (Module each : strangers) {
      if (base.isOpen("java.lang", each)
          || base.isOpen("java.util.concurrent", each)
          || (!each.isNamed() && base.isExported("jdk.internal.vm", each))) {
        return "open to " + each;
      }
    }
    for (String each : base.getPackages()) {
      boolean wanted =
          List.of("java.lang", "java.util.concurrent", "jdk.internal.vm").contains(each);
      if (!wanted && base.isOpen(each, ours)) {
        return "also open: " + each;
      }
    }
    return "closed";
  }

  /** The threads that would keep this JVM alive. */
  private static String usersThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !thread.isDaemon() && !thread.getName().equals("DestroyJavaVM"))
        .map(Thread::getName)
        .sorted()
        .toList()
        .toString();
  }

  /** In a copy of NoLeaks that knows nothing of this one. */
  private static String inOtherLoader(String question) throws Exception {
    URLClassLoader loader = other;
    if (loader == null) {
      List<URL> places = new ArrayList<>();
      for (var each : ClassPaths.noLeaksAndTests()) {
        places.add(each.toUri().toURL());
      }
      loader = new URLClassLoader(places.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
      other = loader;
    }
    Class<?> copy = loader.loadClass(AccessProbe.class.getName());
    if (copy == AccessProbe.class) {
      throw new IllegalStateException("this is not another class loader");
    }
    return (String) copy.getMethod("answer", String.class).invoke(null, question);
  }
}
