package io.github.noleaks.internal.heap;

/** A dump with something of each kind. */
final class Sample {
  static final String LATIN_1 = "Gr\u00fc\u00dfe";
  static final String UTF_16 = "\u65e5\u672c \ud83d\ude00";

  /** More than any buffer holds. */
  static final String HUGE = "0123456789abcdef".repeat(20_000);

  /** The primitive types; the array of each is as long as its letter is far from A. */
  static final String PRIMITIVES = "ZCFDSIJ";

  final long loader;
  final long latin1;
  final long utf16;
  final long huge;
  final long leaf;
  final long thread;

  private final int objects;

  Sample(DumpBuilder dump) {
    this(dump, HUGE);
  }

  Sample(DumpBuilder dump, String longest) {
    // No object has this one and the last one.
    long before = dump.newId();
    dump.type("java.lang.Class");
    DumpType base = dump.type("com.acme.Base").field("inherited", 'I').field("same", 'L');
    DumpType middle = dump.type("com.acme.Middle", base).field("large", 'J').field("nothing", 'L');
    DumpType type = dump.type("com.acme.Leaf", middle);
    type.field("flag", 'Z').field("same", 'L').field("small", 'S').field("next", 'L');
    type.field("letter", 'C');
    latin1 = dump.string(LATIN_1);
    utf16 = dump.string(UTF_16);
    huge = dump.string(longest);
    type.staticField("COUNT", 'I', 42).staticField("TEXT", 'L', latin1);
    type.staticField("RATIO", 'D', Double.doubleToLongBits(0.5));

    DumpInstance object = dump.object(type);
    leaf = object.id();
    object.set("flag", 1).set("small", 7).set("letter", 'x').set("large", Long.MIN_VALUE + 5);
    object.set("inherited", -99).set("next", leaf);
    object.set("same", utf16).set(base, "same", latin1);

    long[] elements = {leaf, 0, 0};
    elements[2] = dump.objectArray(dump.type("[Lcom.acme.Leaf;"), elements);
    dump.objectArray(dump.type("[Ljava.lang.String;"));
    for (int i = 0; i < PRIMITIVES.length(); i++) {
      char primitive = PRIMITIVES.charAt(i);
      dump.type("[" + primitive);
      dump.primitiveArray(primitive, new long[primitive - 'A']);
    }

    loader = dump.object(dump.type("com.acme.Loader")).id();
    dump.type("com.acme.User", base).loader(loader);

    thread = dump.object(dump.type("java.lang.Thread")).id();
    dump.thread(thread)
        .frame("java.lang.Object.wait", "(J)V", -3, leaf, latin1, leaf)
        .source("Leaf.java")
        .frame("com.acme.Leaf.run", "()V", 17, latin1)
        .frame("com.acme.Leaf.main", "()V", -1)
        .nativeStack(utf16);
    dump.thread(dump.object(dump.type("java.lang.Thread")).id());
    dump.jniGlobal(leaf).root(DumpBuilder.UNKNOWN_ROOT, latin1);
    dump.root(DumpBuilder.STICKY_CLASS, type.id()).root(DumpBuilder.MONITOR_USED, utf16);
    long after = dump.newId();
    long step = dump.newId() - after;
    objects = (int) ((after - before) / step) - 1;
  }

  /** How many objects there are, classes included. */
  int objects() {
    return objects;
  }
}
