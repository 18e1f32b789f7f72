package io.github.noleaks.internal.watch;

import io.github.noleaks.internal.access.Access;
import io.github.noleaks.internal.access.AccessMode;
import io.github.noleaks.internal.access.ExecutorInternals;
import io.github.noleaks.internal.access.ThreadInternals;
import io.github.noleaks.internal.origin.Owner;
import io.github.noleaks.internal.watch.WatchedExecutor.Identity;
import java.lang.ref.WeakReference;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/**
 * Executors that a user has named, since nobody else would find them: without live threads, or of a
 * make of their own. It keeps none alive. Thread-safe.
 */
public final class NamedExecutors {
  /** What is generated at run time may do anything when it is asked, or count the questions. */
  private static final List<String> GENERATED =
      List.of("$MockitoMock$", "$ByteBuddy$", "$$EnhancerBy", "$$SpringCGLIB", "_$$_jvst");

  private final ExecutorListing listing;
  private final List<Named> all = new CopyOnWriteArrayList<>();

  /**
   * One of them.
   *
   * @param asked what the user has named, which may wrap the one that does the work
   */
  private record Named(
      WeakReference<Executor> asked,
      Identity executor,
      WeakReference<Owner> owner,
      boolean opaque) {}

  NamedExecutors(ExecutorListing listing) {
    this.listing = listing;
  }

  /**
   * One that was left behind by those who named it.
   *
   * @param executor a number that stands for it as long as it lives
   * @param className its class
   * @param tasks what it has in its queue; empty if that cannot be seen
   */
  public record Abandoned(long executor, String className, List<Backlog.Queued> tasks) {}

  /**
   * From now on this one is watched.
   *
   * @param executor the executor
   * @param owner the test or class that has named it, or {@code null} if no test runs
   */
  public void add(Executor executor, @Nullable Owner owner) {
    all.removeIf(each -> each.asked().refersTo(null));
    // By what may be open only later, too: a wrapper that cannot be looked into is kept as it is.
    Executor inner =
        Access.present(AccessMode.AUTO)
            .map(threads -> threads.executors().unwrapped(executor))
            .orElse(executor);
    all.add(
        new Named(
            new WeakReference<>(executor),
            listing.add(inner),
            new WeakReference<>(owner),
            isOpaque(inner)));
  }

  /** A class of the user's that says itself whether it was shut down, and nothing else. */
  private static boolean isOpaque(Executor executor) {
    Class<?> type = executor.getClass();
    return executor instanceof ExecutorService
        && !(executor instanceof ThreadPoolExecutor)
        && !(executor instanceof ForkJoinPool)
        && type.getClassLoader() != null
        && !Proxy.isProxyClass(type)
        && !type.isHidden()
        && GENERATED.stream().noneMatch(type.getName()::contains);
  }

  /**
   * Those that an owner has named, and has neither shut down nor emptied.
   *
   * @param owner the owner
   * @param mark from when its code began; those that were there already are not its own
   * @param access what may be done to read fields
   * @return the executors; of those with live threads none, since these are seen anyway
   */
  public List<Abandoned> leftBy(Owner owner, ExecutorMark mark, AccessMode access) {
    List<Abandoned> left = new ArrayList<>();
    ThreadInternals threads = Access.present(access).orElse(null);
    for (Named each : all) {
      Executor executor = each.executor().reference().get();
      if (executor == null || !each.owner().refersTo(owner) || mark.contains(each.executor())) {
        continue;
      }
      if (each.opaque()) {
        if (!isShutDown(executor)) {
          left.add(
              new Abandoned(each.executor().number(), executor.getClass().getName(), List.of()));
        }
      } else if (threads != null && threads.executors().isReadable()) {
        addTasks(each.executor(), executor, threads, left);
      }
    }
    return left;
  }

  private void addTasks(
      Identity identity, Executor executor, ThreadInternals threads, List<Abandoned> left) {
    ExecutorInternals internals = threads.executors();
    WatchedExecutor watched =
        listing.now(threads).stream()
            .filter(each -> each.number() == identity.number())
            .findFirst()
            .orElse(null);
    if (watched != null
        && watched.workerIds().length == 0
        && internals.state(executor) != ExecutorInternals.State.TERMINATED) {
      List<Backlog.Queued> tasks =
          ExecutorWatch.queued(watched.tasks(internals), watched, internals);
      if (!tasks.isEmpty()) {
        left.add(new Abandoned(identity.number(), executor.getClass().getName(), tasks));
      }
    }
  }

  /** One that does not answer is not accused. */
  private static boolean isShutDown(Executor executor) {
    try {
      return executor instanceof ExecutorService service && service.isShutdown();
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      return true;
    }
  }
}
