package io.github.noleaks.benchmark;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import javax.management.JMException;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/**
 * Writes the heap dump that {@link HeapBenchmark} reads: six million objects in 340 MB, and some
 * threads that are parked for ever. Runs in a JVM of its own, so that the dump holds nothing else.
 */
final class HeapDumpGenerator {
  private static final int ORDERS = 376_000;
  private static final int ORDERS_A_PRODUCT = 20;
  private static final int LINES = 3;
  private static final int WIDE_ARRAYS = 12;

  /** What no reference leads to but those of the threads that are parked on it. */
  static final int LOST_QUEUES = 8;

  static final int SENDERS_PER_QUEUE = 3;
  private static final int SENDERS_TO_THE_HELD_QUEUE = 12;

  /** Holds all there is, but for what only threads hold. */
  static final List<Object> HELD = new ArrayList<>();

  /** The senders to this queue could still be freed; those to the other queues could not. */
  static final BlockingQueue<Order> HELD_QUEUE = new ArrayBlockingQueue<>(1);

  private HeapDumpGenerator() {}

  /**
   * Expects the file to write, which must not exist and must end in {@code .hprof}; prints the
   * number of objects and of the file's bytes.
   */
  public static void main(String[] args) throws IOException, JMException, InterruptedException {
    Path file = Path.of(args[0]);
    fill(ORDERS);
    parkSenders();
    long objects = liveObjects();
    dump(file);
    // Who reads the dump need not share the disk with the writing of it.
    try (FileChannel written = FileChannel.open(file, StandardOpenOption.WRITE)) {
      written.force(true);
    }
    System.out.printf("%d %d%n", objects, Files.size(file));
    // The parked threads are no daemons.
    System.exit(0);
  }

  /** Adds objects to those held, all in all sixteen an order. */
  @SuppressWarnings("JdkObsolete") // A linked list is what makes a dump deep.
  static void fill(int count) {
    List<Product> products = new ArrayList<>();
    for (int i = 0; i < count / ORDERS_A_PRODUCT + 1; i++) {
      products.add(new Product("product number " + i, (long) i << 32, new HashMap<>()));
      products.get(i).tags().put("colour", "colour " + i % 16);
      products.get(i).tags().put("similar", products.get(i * 7 / 11));
    }
    Map<String, Order> orders = new HashMap<>();
    List<Order> inOrder = new LinkedList<>();
    for (int i = 0; i < count; i++) {
      Order order =
          new Order(
              "the order with the number " + i,
              new Customer("customer " + i + " in a street that has quite a long name"),
              i);
      for (int line = 0; line < LINES; line++) {
        order.lines().add(new Line(products.get((i * 31 + line) % products.size()), line, order));
      }
      orders.put(order.id(), order);
      inOrder.add(order);
    }
    HELD.add(products);
    HELD.add(orders);
    HELD.add(inOrder);

    @Nullable Link chain = null;
    for (long i = 0; i < count * 2L / 3; i++) {
      chain = new Link(i, chain);
    }
    HELD.add(chain);

    Object[] all = inOrder.toArray();
    for (int i = 0; i < WIDE_ARRAYS; i++) {
      HELD.add(i % 2 == 0 ? all.clone() : new long[all.length]);
    }
  }

  private static void parkSenders() throws InterruptedException {
    for (int i = 0; i < LOST_QUEUES; i++) {
      parkSenders(new ArrayBlockingQueue<>(1), SENDERS_PER_QUEUE);
    }
    parkSenders(HELD_QUEUE, SENDERS_TO_THE_HELD_QUEUE);
  }

  /** Starts threads that fill the queue, and waits until all of them are parked. */
  static void parkSenders(BlockingQueue<Order> queue, int count) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      Thread sender = new Thread(() -> send(queue), "sender-" + i);
      sender.start();
      while (sender.getState() != Thread.State.WAITING) {
        Thread.sleep(1);
      }
    }
  }

  private static void send(BlockingQueue<Order> queue) {
    try {
      while (true) {
        queue.put(new Order("sent by " + Thread.currentThread().getName(), new Customer("-"), 0));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static void dump(Path file) throws IOException {
    ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
        .dumpHeap(file.toString(), false);
  }

  /** Counts them after a collection, so that the dump of all objects has hardly any others. */
  private static long liveObjects() throws JMException {
    String histogram =
        (String)
            ManagementFactory.getPlatformMBeanServer()
                .invoke(
                    new ObjectName("com.sun.management:type=DiagnosticCommand"),
                    "gcClassHistogram",
                    new Object[] {new String[0]},
                    new String[] {String[].class.getName()});
    String total = histogram.substring(histogram.lastIndexOf("Total")).trim();
    return Long.parseLong(total.split("\\s+", 3)[1]);
  }

  record Product(String name, Long number, Map<String, Object> tags) {}

  record Customer(String name) {}

  record Line(Product product, int count, Order order) {}

  record Link(Long value, @Nullable Link next) {}

  record Order(String id, Customer customer, Long amount, List<Line> lines) {

    private Order(String id, Customer customer, long number) {
      this(id, customer, number * 1_000, new ArrayList<>());
    }
  }
}
