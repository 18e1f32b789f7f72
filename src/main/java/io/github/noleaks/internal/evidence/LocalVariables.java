package io.github.noleaks.internal.evidence;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names of local variables, which a heap dump does not tell. Of a frame it lists the objects in
 * its local variables, then those on its operand stack, without nulls and without saying where each
 * one was. We read the method's debug information and follow its bytecode to learn which places may
 * hold an object at a call on the frame's line: variables in scope, the compiler's own (the
 * iterator of a loop), those out of scope whose value is still there, results that wait for the
 * call's. An object is named only if every way to put the objects into these places, in this order,
 * gives it the same name.
 *
 * <p>The answer is {@code null} if there is no such name, no class file, no debug information, or
 * anything that cannot be read; nothing is thrown. We take for granted that the frame is at a call
 * (or waits for a monitor or a class), and that the class file is the one that runs: of what agents
 * add, we know only the array of a coverage tool. Thread-safe: calls share nothing.
 */
final class LocalVariables {

  private static final Place UNKNOWN = new Place("", "java.lang.Object");

  /** What coverage tools keep in a local variable of their own, right after the parameters. */
  private static final List<Place> PROBES = List.of(new Place("", "[Z"), new Place("", "[I"));

  /** Where an object may be: a variable's name or "", and what it can hold. */
  private record Place(String name, String type) {}

  private final MethodCode code;
  private final ClassLoader loader;

  private LocalVariables(MethodCode code, ClassLoader loader) {
    this.code = code;
    this.loader = loader;
  }

  /**
   * The name of the variable that holds the object at {@code index} of {@code typesInFrame}, or
   * {@code null} if that is not certain.
   *
   * @param className the frame's class, with dots
   * @param descriptor the method's, as in the class file
   * @param typesInFrame the classes of the frame's objects as {@link Class#getName()} tells them,
   *     in the order of the dump
   */
  static @Nullable String name(
      String className,
      String method,
      String descriptor,
      int line,
      List<String> typesInFrame,
      int index) {
    if (index < 0 || index >= typesInFrame.size()) {
      return null;
    }
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    ClassLoader own = LocalVariables.class.getClassLoader();
    try {
      for (ClassLoader loader : new ClassLoader[] {context, own}) {
        byte[] bytes = loader == null ? null : read(loader, className);
        if (loader != null && bytes != null) {
          MethodCode code = new MethodCode(new ClassFile(bytes), method, descriptor);
          return new LocalVariables(code, loader).certain(line, typesInFrame, index);
        }
      }
    } catch (IOException | RuntimeException | LinkageError e) {
      // A broken class file, or one of a future JDK: then there is no name.
    }
    return null;
  }

  private static byte @Nullable [] read(ClassLoader loader, String className) throws IOException {
    try (InputStream in = loader.getResourceAsStream(className.replace('.', '/') + ".class")) {
      return in == null ? null : in.readAllBytes();
    }
  }

  private @Nullable String certain(int line, List<String> types, int index) {
    Set<String> names = new HashSet<>();
    code.waitsOn(line).forEach((pc, state) -> collect(places(pc, state), types, index, names));
    String name = names.size() == 1 ? names.iterator().next() : "";
    return name.isEmpty() ? null : name;
  }

  /** Adds the names of all places the object can have such that those around it fit, too. */
  private void collect(List<Place> places, List<String> types, int index, Set<String> names) {
    int from = 0;
    for (int i = 0; i < index; i++, from++) {
      while (from < places.size() && !fits(types.get(i), places.get(from).type())) {
        from++;
      }
    }
    int to = places.size() - 1;
    for (int i = types.size() - 1; i > index; i--, to--) {
      while (to >= 0 && !fits(types.get(i), places.get(to).type())) {
        to--;
      }
    }
    for (int i = from; i <= to; i++) {
      if (fits(types.get(index), places.get(i).type())) {
        names.add(places.get(i).name());
      }
    }
  }

  private List<Place> places(int pc, MethodCode.State state) {
    List<Place> places = new ArrayList<>();
    for (int slot = 0; slot < Math.max(state.held().length(), code.parameters + 1); slot++) {
      if (slot == code.parameters) {
        places.addAll(PROBES);
      }
      if (state.held().get(slot)) {
        places.add(local(slot, pc));
      }
    }
    for (char value : state.stack().toCharArray()) {
      if (value != '-') {
        places.add(value == 'R' ? UNKNOWN : local(value - MethodCode.COPY, pc));
      }
    }
    return places;
  }

  private Place local(int slot, int pc) {
    List<Place> inScope = new ArrayList<>();
    for (MethodCode.Variable v : code.variables) {
      if (v.slot() == slot && v.start() <= pc && pc < v.end()) {
        inScope.add(new Place(v.name(), v.type()));
      }
    }
    return inScope.size() == 1 ? inScope.get(0) : UNKNOWN;
  }

  /** Whether a variable of this type can hold the object: yes, unless we know better. */
  private boolean fits(String object, String type) {
    if (type.equals(object) || type.equals(UNKNOWN.type())) {
      return true;
    }
    int dimensions = type.lastIndexOf('[') + 1;
    if (!object.startsWith(type.substring(0, dimensions))) {
      return false;
    }
    Class<?> holder = load(type);
    Class<?> element = holder;
    while (element != null && element.isArray()) {
      element = element.getComponentType();
    }
    if (holder == null || element == null) {
      return true;
    }
    // The JVM lets a variable of an interface hold any object, and an array of them any objects.
    if (element.isInterface()) {
      return dimensions == 0
          || object.startsWith("L", dimensions)
          || object.startsWith("[", dimensions);
    }
    if (Modifier.isFinal(holder.getModifiers()) && !holder.isArray()) {
      return false;
    }
    Class<?> held = load(object);
    return held == null || holder.isAssignableFrom(held);
  }

  private @Nullable Class<?> load(String name) {
    try {
      return Class.forName(name, false, loader);
    } catch (ClassNotFoundException | RuntimeException | LinkageError e) {
      return null;
    }
  }
}
