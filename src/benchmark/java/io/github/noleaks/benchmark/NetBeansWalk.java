package io.github.noleaks.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.netbeans.lib.profiler.heap.ArrayItemValue;
import org.netbeans.lib.profiler.heap.GCRoot;
import org.netbeans.lib.profiler.heap.Heap;
import org.netbeans.lib.profiler.heap.HeapFactory;
import org.netbeans.lib.profiler.heap.Instance;
import org.netbeans.lib.profiler.heap.JavaClass;
import org.netbeans.lib.profiler.heap.ObjectArrayInstance;
import org.netbeans.lib.profiler.heap.ObjectFieldValue;

/** Walks a heap dump breadth first from all its roots, by the heap module of NetBeans' profiler. */
final class NetBeansWalk {
  private final Heap heap;
  private final Ids seen = new Ids();
  private final Queue<Instance> waiting = new ArrayDeque<>();
  private final JavaClass classOfClasses;

  private NetBeansWalk(Heap heap) {
    this.heap = heap;
    classOfClasses = heap.getJavaClassByName(Class.class.getName());
  }

  /** Expects the dump; prints the milliseconds to open and to walk it, and the objects reached. */
  public static void main(String[] args) throws IOException {
    long start = System.nanoTime();
    Heap heap = HeapFactory.createHeap(Path.of(args[0]).toFile());
    long opened = System.nanoTime();
    int reached = new NetBeansWalk(heap).walk();
    long walked = System.nanoTime();
    System.out.printf(
        "%d %d %d%n", (opened - start) / 1_000_000, (walked - opened) / 1_000_000, reached);
  }

  private int walk() {
    for (Object root : heap.getGCRoots()) {
      add(((GCRoot) root).getInstance());
    }
    Instance next;
    while ((next = waiting.poll()) != null) {
      addAll(next.getFieldValues());
      if (next instanceof ObjectArrayInstance array) {
        for (Object item : array.getItems()) {
          add(((ArrayItemValue) item).getInstance());
        }
      }
      if (classOfClasses.equals(next.getJavaClass())) {
        JavaClass itself = heap.getJavaClassByID(next.getInstanceId());
        if (itself != null) {
          addAll(itself.getStaticFieldValues());
        }
      }
    }
    return seen.count;
  }

  private void addAll(Iterable<?> values) {
    for (Object value : values) {
      if (value instanceof ObjectFieldValue reference) {
        add(reference.getInstance());
      }
    }
  }

  private void add(@Nullable Instance instance) {
    if (instance != null && seen.add(instance.getInstanceId())) {
      waiting.add(instance);
    }
  }

  /** A set of ids, without the boxes: the time that is measured shall be the heap module's. */
  private static final class Ids {
    private long[] table = new long[1 << 16];
    private int count;

    /** Says whether it is new; 0 is no object's id. */
    boolean add(long id) {
      if (!put(table, id)) {
        return false;
      }
      count++;
      if (count > table.length / 2) {
        long[] larger = new long[table.length * 2];
        for (long old : table) {
          if (old != 0) {
            put(larger, old);
          }
        }
        table = larger;
      }
      return true;
    }

    private static boolean put(long[] table, long id) {
      int mask = table.length - 1;
      int slot = (int) ((id * 0x9E3779B97F4A7C15L) >>> 32) & mask;
      while (table[slot] != 0) {
        if (table[slot] == id) {
          return false;
        }
        slot = (slot + 1) & mask;
      }
      table[slot] = id;
      return true;
    }
  }
}
