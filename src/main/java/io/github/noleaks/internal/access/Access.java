package io.github.noleaks.internal.access;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether the JDK's internals may be read, and the way to get there: flags, the agent on the
 * command line, or the agent attached. Attaching is tried once, and takes 0.3 to 0.6 s. Nothing
 * here throws. Thread-safe.
 */
public final class Access {
  private static final String AGENT = "io.github.noleaks.agent.NoLeaksAgent";
  private static final String REMEDY = "start the tests' JVM with -javaagent:noleaks.jar";

  private static final Object ASKING = new Object();
  private static final Object ATTACHING = new Object();

  private static volatile @Nullable ThreadInternals known;
  private static volatile @Nullable String failure;
  private static volatile boolean askedAgent;
  private static boolean attached;

  private Access() {}

  /**
   * What may be read as it is, without attaching. Once it is everything, this costs a volatile
   * read; before, it asks the module system.
   *
   * @param mode what may be done
   * @return the internals, empty if they may not be read
   */
  public static Optional<ThreadInternals> present(AccessMode mode) {
    return mode == AccessMode.OFF ? Optional.empty() : Optional.ofNullable(look());
  }

  /**
   * What may be read, after attaching if that is needed and allowed. To be called only by those who
   * have a question to the internals.
   *
   * @param mode what may be done
   * @return the internals, empty if they may not be read
   */
  public static Optional<ThreadInternals> acquire(AccessMode mode) {
    if (mode == AccessMode.OFF) {
      return Optional.empty();
    }
    ThreadInternals now = look();
    if ((now == null || !now.isComplete()) && VmOptions.refusal(mode) == null) {
      attachOnce();
      now = look();
    }
    return Optional.ofNullable(now);
  }

  /**
   * Why nothing can be read, and what to do about it. To be asked after {@link #acquire}.
   *
   * @param mode what may be done
   * @return a sentence without capital and full stop; empty if there is access
   */
  public static Optional<String> problem(AccessMode mode) {
    if (mode == AccessMode.OFF) {
      return Optional.of("noleaks.access is off");
    }
    ThreadInternals now = look();
    if (now != null) {
      return Optional.empty();
    }
    String why = failure;
    if (why == null) {
      why = VmOptions.refusal(mode);
    }
    return Optional.of(why == null ? REMEDY : why + "; " + REMEDY);
  }

  private static @Nullable ThreadInternals look() {
    ThreadInternals now = known;
    if (now != null && now.isComplete()) {
      return now;
    }
    if (!askedAgent) {
      askAgentOnce();
    }
    // Also later: somebody else may attach the agent, which then opens to all of us.
    Openings openings = Openings.now();
    if (openings.threads() && (now == null || !now.openings().equals(openings))) {
      now = ThreadInternals.resolve(openings);
      known = now;
      if (now == null) {
        failure = "this JDK keeps its threads in a way that NoLeaks does not know";
      }
    }
    return now;
  }

  /** Whoever comes while another thread asks, must not go away without the answer. */
  private static void askAgentOnce() {
    synchronized (ASKING) {
      if (!askedAgent && !Openings.now().isComplete()) {
        askAgent();
      }
      askedAgent = true;
    }
  }

  /** In the class loader of all agents, which need not be ours. */
  private static boolean askAgent() {
    try {
      Class<?> agent = ClassLoader.getSystemClassLoader().loadClass(AGENT);
      return Boolean.TRUE.equals(agent.getMethod("open").invoke(null));
    } catch (InvocationTargetException e) {
      failure = "the agent could not open the JDK (%s)".formatted(e.getCause());
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      // There is no agent.
    }
    return false;
  }

  /** Whoever comes while another thread attaches, waits for that. */
  private static void attachOnce() {
    synchronized (ATTACHING) {
      if (attached) {
        return;
      }
      attached = true;
      try {
        SelfAttach.run();
        if (!askAgent() && failure == null) {
          failure = "the agent was attached, but has not started";
        }
      } catch (Exception | LinkageError e) {
        String why = e instanceof IOException ? e.getMessage() : e.toString();
        failure = "attaching to this JVM failed (%s)".formatted(why);
      }
    }
  }
}
