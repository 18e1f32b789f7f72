package io.github.noleaks.internal.evidence;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Follows the instructions of one method: which local variables may hold a reference before each of
 * them, and what is on the operand stack. Throws a {@code RuntimeException} if the class file is
 * broken.
 */
final class MethodCode {

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

  /** A line of the table of local variables: in scope from {@code start} to before {@code end}. */
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
   * The states at the instructions of this line that may last: calls, and what waits for a monitor
   * or for a class to be initialized. By the instruction's place; the arguments of a call are left
   * out, for they belong to the frame of the method called.
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
