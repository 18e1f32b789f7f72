package io.github.noleaks.agent;

import java.lang.instrument.Instrumentation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The agent: {@code -javaagent:noleaks.jar}, once or more, or attached to a running JVM. It opens
 * to NoLeaks, and to nobody else, the internals of the JDK that say who created a thread, which
 * pool it works for, and which virtual threads there are. From the command line it also weaves the
 * JDK, so that whatever is opened is known by the line that did it; attached, it changes no class.
 * Thread-safe.
 */
public final class NoLeaksAgent {
  /** Whoever may read, in whichever class loader it lives. */
  private static final String READER = "io.github.noleaks.internal.access.Access";

  private static final String[] OPENED = {"java.lang", "java.util.concurrent"};
  private static final String EXPORTED = "jdk.internal.vm";

  private static volatile @Nullable Instrumentation instrumentation;
  private static volatile @Nullable String problem;

  private NoLeaksAgent() {}

  /**
   * Called by the JVM before the main class starts.
   *
   * @param arguments none are known
   * @param given what opens modules and weaves classes
   */
  public static void premain(@Nullable String arguments, Instrumentation given) {
    start(given);
    try {
      String known = Weaver.weave(given);
      if (known != null) {
        problem = known;
      }
    } catch (Exception | LinkageError e) {
      problem = "the JDK could not be woven (%s)".formatted(e);
    }
  }

  /**
   * Called by the JVM when the agent is attached.
   *
   * @param arguments none are known
   * @param given what opens modules
   */
  public static void agentmain(@Nullable String arguments, Instrumentation given) {
    start(given);
  }

  private static void start(Instrumentation given) {
    // As a module we were made before the JVM took in the one that this type belongs to. Until it
    // is read nothing may be called on the type: a compiler of 18 or later writes its name there.
    Object untyped = given;
    NoLeaksAgent.class.getModule().addReads(untyped.getClass().getModule());
    instrumentation = given;
    try {
      open();
    } catch (RuntimeException | LinkageError e) {
      // An agent that fails ends the JVM. NoLeaks asks again, and is told then.
    }
  }

  /**
   * Opens the internals to the copies of NoLeaks that are loaded by now. Each calls this when it
   * needs them. Calling it again does no harm.
   *
   * @return whether the agent was started at all
   */
  public static boolean open() {
    Instrumentation given = instrumentation;
    if (given == null) {
      return false;
    }
    Set<Module> readers = new HashSet<>();
    for (Class<?> each : given.getAllLoadedClasses()) {
      if (each.getName().equals(READER)) {
        readers.add(each.getModule());
      }
    }
    if (!readers.isEmpty()) {
      openTo(readers, given);
    }
    return true;
  }

  /**
   * Why not all that is opened is known.
   *
   * @return a part of a sentence, or {@code null} if there is no problem
   */
  public static @Nullable String problem() {
    return problem;
  }

  private static void openTo(Set<Module> readers, Instrumentation given) {
    Module base = Object.class.getModule();
    Map<String, Set<Module>> opens = new HashMap<>();
    for (String each : OPENED) {
      opens.put(each, readers);
    }
    Map<String, Set<Module>> exports = new HashMap<>();
    if (base.getPackages().contains(EXPORTED)) {
      exports.put(EXPORTED, readers);
    }
    given.redefineModule(base, Set.of(), exports, opens, Set.of(), Map.of());
  }
}
