package io.github.noleaks.agent;

import java.io.IOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.lang.reflect.Method;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Weaves the JDK: whatever is opened is recorded, and forgotten when it is closed. It stays in
 * place, since another agent may have a class woven anew. Thread-safe.
 */
final class Weaver implements ClassFileTransformer {
  private final Map<String, List<WeavingPoint>> points;
  private volatile @Nullable String problem;
  private volatile boolean blind;

  private Weaver(Map<String, List<WeavingPoint>> points) {
    this.points = points;
  }

  /**
   * Weaves, unless another copy of the agent has done so.
   *
   * @return what has not worked, or {@code null}
   */
  static @Nullable String weave(Instrumentation given)
      throws IOException, ReflectiveOperationException, UnmodifiableClassException {
    if (BootClasses.arePresent()) {
      return null;
    }
    BootClasses.define(given);
    Weaver weaver = new Weaver(WeavingPoint.read());
    boolean done = false;
    try {
      weaver.requireHooks();
      List<Class<?>> present = weaver.load();
      given.addTransformer(weaver, true);
      given.retransformClasses(present.toArray(Class<?>[]::new));
      done = !weaver.blind;
    } finally {
      if (!done) {
        given.removeTransformer(weaver);
        BootClasses.turnOff();
      }
    }
    return weaver.problem;
  }

  /** A call of a hook that is not there would break the JDK. */
  private void requireHooks() throws ReflectiveOperationException {
    Set<String> hooks =
        Arrays.stream(BootClasses.hooks().getMethods())
            .map(Method::getName)
            .collect(Collectors.toSet());
    for (List<WeavingPoint> each : points.values()) {
      for (WeavingPoint point : each) {
        if (!hooks.contains(point.hook())) {
          throw new NoSuchMethodException(point.hook());
        }
      }
    }
  }

  /** Now, since later the weaver might need for its work what it is about to weave. */
  private List<Class<?>> load() {
    List<Class<?>> present = new ArrayList<>();
    for (List<WeavingPoint> each : points.values()) {
      WeavingPoint first = each.get(0);
      try {
        present.add(Class.forName(first.className(), false, null));
      } catch (ClassNotFoundException | LinkageError e) {
        if (!first.optional()) {
          missing(each);
        }
      }
    }
    return present;
  }

  private void missing(List<WeavingPoint> some) {
    for (WeavingPoint each : some) {
      if (each.closes() || !each.optional()) {
        problem = "this JDK has no " + each;
        blind |= each.closes();
      }
    }
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      @Nullable String name,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] bytes) {
    if (loader != null || name == null) {
      return null;
    }
    List<WeavingPoint> here = points.get(name);
    if (here == null) {
      return null;
    }
    try {
      List<WeavingPoint> missing = new ArrayList<>();
      byte[] woven = HookedClass.weave(bytes, here, missing);
      missing(missing);
      return woven;
    } catch (RuntimeException | LinkageError e) {
      problem = "%s could not be woven (%s)".formatted(here.get(0).className(), e);
      blind = true;
      return null;
    }
  }
}
