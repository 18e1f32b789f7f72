package io.github.noleaks.internal.evidence;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
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

  /**
   * Follows the instructions of one method: which local variables may hold a reference before each
   * of them, and what is on the operand stack. Throws a {@code RuntimeException} if the class file
   * is broken.
   */
  private static final class MethodCode {

    // By opcode: its length; how many slots it takes off the operand stack; what it puts there:
    // nothing (.), a number of one slot (-) or two (=), a reference (R); ? depends, ! we give up.
    private static final String LENGTHS =
        "11111111111111112323322222111111111111111111111111111122222111111111111111111111"
            + "11111111111111111111111111111111111111111111111111113111111111111111111113333333"
            + "333333333200111111333333355323113311043355";
    private static final String TAKES =
        "00000000000000000000000000000000000000000000002222222212121111122221111222211113"
            + "43433331212323422424242424242424242412122323232424240111222111222111422441111112"
            + "222222200011121210001000000011110111001100";
    private static final String PUTS =
        ".R-------==---==--??=-=-=?----====----====????-=-=R---.........................."
            + ".........???????-=-=-=-=-=-=-=-=-=-=-=-=-=-=-=-=-=-=.=-=--=-==-=---------......."
            + "........!!........?.?.?????RRR-..-..!R...!";

    /** On our operand stack a number is '-', a reference 'R', a copy of local n is COPY + n. */
    static final char COPY = 256;

    /** More than methods have; a broken file shall not take all memory. */
    private static final int MOST_LOCALS = 1_024;

    /**
     * A line of the table of local variables: in scope from {@code start} to before {@code end}.
     */
    record Variable(int start, int end, String name, String type, int slot) {}

    /** The slots of local variables that may hold a reference, and the operand stack. */
    record State(BitSet held, String stack) {}

    private record Handler(int start, int end, int target) {}

    final List<Variable> variables = new ArrayList<>();

    /** How many slots the parameters have, {@code this} among them. */
    int parameters;

    private final ClassFile file;
    private final TreeMap<Integer, Set<Integer>> lines = new TreeMap<>();
    private final List<Handler> handlers = new ArrayList<>();
    private final TreeMap<Integer, State> states = new TreeMap<>();
    private final Deque<Integer> work = new ArrayDeque<>();
    private int code;
    private int codeLength;

    MethodCode(ClassFile file, String method, String descriptor) {
      this.file = file;
      file.readCode(
          method, descriptor, isStatic -> follow((isStatic ? "" : "R") + arguments(descriptor)));
    }

    /**
     * The states at the instructions of this line that may last: calls, and what waits for a
     * monitor or for a class to be initialized. By the instruction's place; the arguments of a call
     * are left out, for they belong to the frame of the method called.
     */
    Map<Integer, State> waitsOn(int line) {
      Map<Integer, State> waits = new TreeMap<>();
      states.forEach(
          (pc, state) -> {
            Map.Entry<Integer, Set<Integer>> here = lines.floorEntry(pc);
            if (here != null && here.getValue().contains(line) && mayWait(pc)) {
              int op = u1(pc);
              int left = state.stack().length() - (op >= 182 && op <= 186 ? taken(pc, op) : 0);
              waits.put(pc, new State(state.held(), state.stack().substring(0, left)));
            }
          });
      return waits;
    }

    private boolean mayWait(int pc) {
      int op = u1(pc);
      if (op == 178 || op == 179 || op == 187) {
        int index = u2(pc + 1);
        String type = file.className(op == 187 ? index : file.owner(index));
        // Those are initialized, or by us. The constants of TimeUnit are in too many calls.
        return !type.equals(file.name) && !type.startsWith("java/");
      }
      return (op >= 182 && op <= 186) || op == 194;
    }

    private void follow(String atEntry) {
      file.skip(2);
      ClassFile.require(file.next2() <= MOST_LOCALS);
      codeLength = file.next4();
      code = file.position();
      file.skip(codeLength);
      for (int i = file.next2(); i > 0; i--) {
        handlers.add(new Handler(file.next2(), file.next2(), file.next2()));
        file.skip(2);
      }
      file.attributes(this::readTable);
      if (variables.isEmpty()) {
        return;
      }
      parameters = atEntry.length();
      BitSet held = new BitSet();
      for (int i = 0; i < parameters; i++) {
        held.set(i, atEntry.charAt(i) == 'R');
      }
      reach(0, held, "");
      while (!work.isEmpty()) {
        int pc = work.remove();
        State state = states.get(pc);
        if (state != null) {
          step(pc, state);
        }
      }
    }

    private void reach(int pc, BitSet held, String stack) {
      ClassFile.require(pc >= 0 && pc < codeLength);
      State known = states.get(pc);
      State merged = new State(held, stack);
      if (known != null) {
        BitSet both = (BitSet) held.clone();
        both.or(known.held());
        merged = new State(both, merge(known.stack(), stack));
      }
      if (!merged.equals(known)) {
        states.put(pc, merged);
        work.add(pc);
      }
    }

    private static String merge(String one, String other) {
      ClassFile.require(one.length() == other.length());
      StringBuilder merged = new StringBuilder(one);
      for (int i = 0; i < one.length(); i++) {
        if (one.charAt(i) != other.charAt(i)) {
          ClassFile.require(one.charAt(i) != '-' && other.charAt(i) != '-');
          merged.setCharAt(i, 'R');
        }
      }
      return merged.toString();
    }

    private void step(int pc, State state) {
      for (Handler handler : handlers) {
        if (handler.start() <= pc && pc < handler.end()) {
          reach(handler.target(), state.held(), "R");
        }
      }
      int op = u1(pc);
      int next = pc + LENGTHS.charAt(op) - '0';
      int slot = u1(pc + 1);
      if (op == 196) {
        op = slot;
        slot = u2(pc + 2);
        next = pc + (op == 132 ? 6 : 4);
      } else if (op >= 26 && op <= 45) {
        slot = (op - 26) % 4;
        op = 21 + (op - 26) / 4;
      } else if (op >= 59 && op <= 78) {
        slot = (op - 59) % 4;
        op = 54 + (op - 59) / 4;
      }
      String before = state.stack();
      int kept = before.length() - taken(pc, op);
      String stack = before.substring(0, kept) + put(pc, op, slot, before.substring(kept));
      BitSet held = state.held();
      if (op >= 54 && op <= 58) {
        held = (BitSet) held.clone();
        for (int i = slot; i < slot + TAKES.charAt(op) - '0'; i++) {
          held.set(i, op == 58);
          stack = stack.replace((char) (COPY + i), 'R');
        }
      }
      if ((op >= 153 && op <= 167) || op == 198 || op == 199) {
        reach(pc + (short) u2(pc + 1), held, stack);
      } else if (op == 200) {
        reach(pc + s4(pc + 1), held, stack);
      } else if (op == 170 || op == 171) {
        int table = pc / 4 * 4 + 4;
        reach(pc + s4(table), held, stack);
        int count = op == 171 ? s4(table + 4) : s4(table + 8) - s4(table + 4) + 1;
        for (int i = 0; i < count; i++) {
          reach(pc + s4(table + 12 + i * (op == 171 ? 8 : 4)), held, stack);
        }
      }
      if (op != 167 && (op < 170 || op > 177) && op != 191 && op != 200) {
        reach(next, held, stack);
      }
    }

    private int taken(int pc, int op) {
      return switch (op) {
        case 179 -> slots(file.descriptor(u2(pc + 1))).length();
        case 181 -> 1 + slots(file.descriptor(u2(pc + 1))).length();
        case 182, 183, 185 -> 1 + arguments(file.descriptor(u2(pc + 1))).length();
        case 184, 186 -> arguments(file.descriptor(u2(pc + 1))).length();
        case 197 -> u1(pc + 3);
        default -> TAKES.charAt(op) - '0';
      };
    }

    private String put(int pc, int op, int slot, String taken) {
      char put = PUTS.charAt(op);
      ClassFile.require(put != '!');
      return switch (op) {
        case 18 -> constant(u1(pc + 1));
        case 19 -> constant(u2(pc + 1));
        case 25 -> String.valueOf((char) (COPY + slot));
        case 89, 90, 91 -> taken.substring(taken.length() - 1) + taken;
        case 92, 93, 94 -> taken.substring(taken.length() - 2) + taken;
        case 95 -> taken.substring(1) + taken.charAt(0);
        case 178, 180, 182, 183, 184, 185, 186 -> {
          String descriptor = file.descriptor(u2(pc + 1));
          yield slots(descriptor.substring(descriptor.indexOf(')') + 1));
        }
        default -> put == '.' ? "" : put == '=' ? "--" : String.valueOf(put);
      };
    }

    private String constant(int index) {
      return switch (file.tag(index)) {
        case 3, 4 -> "-";
        case 17 -> slots(file.descriptor(index));
        default -> "R";
      };
    }

    private static String arguments(String descriptor) {
      return slots(descriptor.substring(1, descriptor.indexOf(')')));
    }

    private static String slots(String types) {
      return types
          .replaceAll("\\[*L[^;]*;|\\[+[BCDFIJSZ]", "R")
          .replaceAll("[JD]", "--")
          .replaceAll("[BCFISZ]", "-")
          .replace("V", "");
    }

    private void readTable(String name) {
      if (name.equals("LineNumberTable")) {
        for (int i = file.next2(); i > 0; i--) {
          lines.computeIfAbsent(file.next2(), start -> new HashSet<>()).add(file.next2());
        }
      } else if (name.equals("LocalVariableTable")) {
        for (int i = file.next2(); i > 0; i--) {
          int start = file.next2();
          int end = start + file.next2();
          String variable = file.utf(file.next2());
          String type = file.utf(file.next2()).replace('/', '.');
          type = type.startsWith("L") ? type.substring(1, type.length() - 1) : type;
          variables.add(new Variable(start, end, variable, type, file.next2()));
        }
      }
    }

    private int u1(int pc) {
      return file.u1(code + pc);
    }

    private int u2(int pc) {
      return file.u2(code + pc);
    }

    private int s4(int pc) {
      return file.s4(code + pc);
    }
  }

  /**
   * Reads as much of a class file as {@link MethodCode} needs. Throws a {@code RuntimeException}
   * where it is broken.
   */
  private static final class ClassFile {

    /** Of the class, with slashes. */
    final String name;

    private final byte[] bytes;
    private final ByteBuffer in;
    private final int[] constants;

    ClassFile(byte[] bytes) {
      this.bytes = bytes;
      in = ByteBuffer.wrap(bytes);
      require(next4() == 0xCAFEBABE);
      skip(4);
      constants = new int[next2()];
      for (int i = 1; i < constants.length; i++) {
        int tag = in.get();
        constants[i] = position();
        skip(
            switch (tag) {
              case 1 -> next2();
              case 7, 8, 16, 19, 20 -> 2;
              case 15 -> 3;
              case 3, 4, 9, 10, 11, 12, 17, 18 -> 4;
              case 5, 6 -> 8;
              default -> throw new IllegalArgumentException("tag " + tag);
            });
        i += tag == 5 || tag == 6 ? 1 : 0;
      }
      skip(2);
      name = className(next2());
      skip(2);
      skip(2 * next2());
      for (int fields = next2(); fields > 0; fields--) {
        skip(6);
        attributes(attribute -> {});
      }
    }

    /**
     * Once only: stands at the code of the method when it tells the reader whether it is static.
     */
    void readCode(String method, String descriptor, Consumer<Boolean> reader) {
      for (int methods = next2(); methods > 0; methods--) {
        boolean isStatic = Modifier.isStatic(next2());
        String found = utf(next2()) + utf(next2());
        attributes(
            attribute -> {
              if (found.equals(method + descriptor) && attribute.equals("Code")) {
                reader.accept(isStatic);
              }
            });
      }
    }

    /** Stands at the contents of each attribute when it tells the reader its name. */
    void attributes(Consumer<String> reader) {
      for (int i = next2(); i > 0; i--) {
        String attribute = utf(next2());
        int length = next4();
        int end = position() + length;
        reader.accept(attribute);
        in.position(end);
      }
    }

    int position() {
      return in.position();
    }

    void skip(int count) {
      in.position(in.position() + count);
    }

    int next2() {
      return in.getShort() & 0xFFFF;
    }

    int next4() {
      return in.getInt();
    }

    int u1(int position) {
      return in.get(position) & 0xFF;
    }

    int u2(int position) {
      return in.getShort(position) & 0xFFFF;
    }

    int s4(int position) {
      return in.getInt(position);
    }

    // Constants, by index.

    int tag(int constant) {
      return u1(constants[constant] - 1);
    }

    String utf(int constant) {
      int at = constants[constant];
      return new String(bytes, at + 2, u2(at), StandardCharsets.UTF_8);
    }

    String className(int constant) {
      return utf(u2(constants[constant]));
    }

    /** The class of a field or method. */
    int owner(int member) {
      return u2(constants[member]);
    }

    String descriptor(int member) {
      int nameAndType = u2(constants[member] + 2);
      return utf(u2(constants[nameAndType] + 2));
    }

    static void require(boolean understood) {
      if (!understood) {
        throw new IllegalArgumentException("a class file we cannot read");
      }
    }
  }
}
