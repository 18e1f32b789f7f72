package io.github.noleaks.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.acme.waits.Held;
import com.acme.waits.TellingLock;
import io.github.noleaks.IgnoreLeaks;
import io.github.noleaks.internal.evidence.HiddenThreads;
import io.github.noleaks.internal.evidence.ThreadEvidence;
import io.github.noleaks.internal.watch.VirtualThreads;
import java.lang.ref.Cleaner;
import java.lang.ref.SoftReference;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Twins of a stuck sender of which a proof would be wrong. */
class NotProvenTest {
  private static final String HELD = "static com.acme.waits.Held.object";
  private static final ThreadLocal<Object> LOCAL = new ThreadLocal<>();

  private final HiddenThreads threads = new HiddenThreads();
  private Object field = "";

  @AfterEach
  void freeThem() {
    Held.object = null;
    threads.close();
  }

  private static BlockingQueue<String> full() {
    BlockingQueue<String> queue = new ArrayBlockingQueue<>(1);
    queue.add("order-7");
    return queue;
  }

  private long sender(BlockingQueue<String> queue) {
    return threads.platform(() -> queue.put("order-8"));
  }

  private void mayBeWoken(long id, String by) {
    ThreadEvidence evidence = threads.evidence(id);
    assertThat(evidence.stuck()).as("%s", evidence).isFalse();
    assertThat(evidence.wokenBy().toString()).contains(by);
  }

  private void isStuck(long id) {
    assertThat(threads.evidence(id).stuck()).isTrue();
  }

  @Test
  void theControlIsStuck() {
    isStuck(sender(full()));
  }

  @Test
  void theTestHoldsTheQueueInALocal() {
    BlockingQueue<String> queue = full();
    mayBeWoken(sender(queue), "[local `queue` of thread \"main\" (#");
    mayBeWoken(sender(queue), " in " + NotProvenTest.class.getName() + ".theTestHolds");
    assertThat(queue).hasSize(1); // Until here.
  }

  @Test
  void theTestHoldsTheQueueInAField() {
    field = full();
    mayBeWoken(senderOnField(), "NotProvenTest.field");
  }

  @SuppressWarnings("unchecked")
  private long senderOnField() {
    return sender((BlockingQueue<String>) field);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aSleepingThreadHoldsTheQueueInALocal(boolean virtual) throws Exception {
    assumeTrue(!virtual || VirtualThreads.isSupported(), "needs virtual threads");
    AtomicLong sender = new AtomicLong();
    CountDownLatch started = new CountDownLatch(1);
    threads.start(
        virtual,
        "acme-sleeper",
        () -> {
          BlockingQueue<String> queue = full();
          sender.set(sender(queue));
          started.countDown();
          Thread.sleep(TimeUnit.HOURS.toMillis(1));
          queue.clear();
        });
    started.await();
    // The sleeper is asked about, too: the way over it is told all the same.
    mayBeWoken(sender.get(), virtual ? "leaked" : "");
  }

  @Test
  void aSleepingThreadHoldsTheQueueInAThreadLocal() throws Exception {
    AtomicLong sender = new AtomicLong();
    CountDownLatch started = new CountDownLatch(1);
    Thread sleeper =
        new Thread(
            () -> {
              sender.set(plantInThreadLocal());
              started.countDown();
              sleep();
            },
            "acme-sleeper");
    sleeper.start();
    try {
      started.await();
      mayBeWoken(sender.get(), "a ThreadLocal of thread \"acme-sleeper\"");
    } finally {
      sleeper.interrupt();
      sleeper.join();
    }
  }

  private long plantInThreadLocal() {
    BlockingQueue<String> queue = full();
    LOCAL.set(queue);
    return sender(queue);
  }

  private static void sleep() {
    try {
      Thread.sleep(TimeUnit.HOURS.toMillis(1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aSoftReferenceLeadsToTheQueue() {
    mayBeWoken(senderBehind(new SoftReferenceTo()), HELD + " → a SoftReference");
  }

  @Test
  void aWeakReferenceLeadsToTheQueueAsLongAsTheSenderHoldsIt() {
    mayBeWoken(senderBehind(new WeakReferenceTo()), HELD + " → a WeakReference");
  }

  @Test
  void aWeakHashMapHasTheQueueAsAKey() {
    mayBeWoken(senderBehind(new WeakKey()), HELD);
  }

  /** Puts a queue into {@link Held}, in some way. */
  private interface Holder {
    Object around(BlockingQueue<String> queue);
  }

  private record SoftReferenceTo() implements Holder {
    @Override
    public Object around(BlockingQueue<String> queue) {
      return new SoftReference<>(queue);
    }
  }

  private record WeakReferenceTo() implements Holder {
    @Override
    public Object around(BlockingQueue<String> queue) {
      return new WeakReference<>(queue);
    }
  }

  private record WeakKey() implements Holder {
    @Override
    public Object around(BlockingQueue<String> queue) {
      return new WeakHashMap<>(Map.of(queue, "orders"));
    }
  }

  private long senderBehind(Holder holder) {
    BlockingQueue<String> queue = full();
    Held.object = holder.around(queue);
    return sender(queue);
  }

  @Test
  void aTaskThatWillRunInAnHourHoldsTheQueue() {
    ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
    try {
      mayBeWoken(senderWithTaskIn(scheduler), "a scheduled task");
    } finally {
      scheduler.shutdownNow();
    }
  }

  private long senderWithTaskIn(ScheduledExecutorService scheduler) {
    BlockingQueue<String> queue = full();
    var unused = scheduler.schedule(() -> queue.poll(), 1, TimeUnit.HOURS);
    return sender(queue);
  }

  @Test
  void aTaskThatWaitsForAWorkerHoldsTheQueue() {
    ExecutorService pool = Executors.newFixedThreadPool(1);
    CountDownLatch end = new CountDownLatch(1);
    try {
      pool.execute(() -> HiddenThreads.await(end));
      mayBeWoken(senderWithTaskIn(pool), "");
    } finally {
      end.countDown();
      pool.shutdown();
    }
  }

  private long senderWithTaskIn(ExecutorService pool) {
    BlockingQueue<String> queue = full();
    pool.execute(() -> queue.poll());
    return sender(queue);
  }

  @Test
  void aShutdownHookHoldsTheQueue() {
    long[] id = new long[1];
    hookFor(id);
    mayBeWoken(id[0], "a shutdown hook");
  }

  private void hookFor(long[] id) {
    BlockingQueue<String> queue = full();
    id[0] = sender(queue);
    Thread hook = new Thread(() -> queue.poll(), "acme-hook");
    Runtime.getRuntime().addShutdownHook(hook);
    HiddenThreads.atTheEnd(() -> Runtime.getRuntime().removeShutdownHook(hook));
  }

  @Test
  @IgnoreLeaks(thread = "Cleaner-*", reason = "ends when the collector has found the Cleaner")
  void theActionOfACleanerHoldsTheQueue() {
    Cleaner cleaner = Cleaner.create();
    Object watched = new Object();
    mayBeWoken(senderWithActionIn(cleaner, watched), "the action of a Cleaner");
    assertThat(cleaner).isNotEqualTo(watched); // Until here.
  }

  private long senderWithActionIn(Cleaner cleaner, Object watched) {
    BlockingQueue<String> queue = full();
    var unused = cleaner.register(watched, () -> queue.poll());
    return sender(queue);
  }

  @Test
  void aStaticHoldsTheExecutorOfTheSender() {
    ExecutorService pool = Executors.newFixedThreadPool(1);
    Held.object = pool;
    long id = senderOf(pool);
    pool = null;
    ThreadEvidence evidence = threads.evidence(id);
    assertThat(evidence.stuck()).isFalse();
    assertThat(evidence.wokenBy().toString()).contains("can interrupt it").contains(HELD);
    assertThat(evidence.executor())
        .containsExactly(
            "ThreadPoolExecutor: 1 of 1 workers, 1 busy, not shut down", "held by " + HELD);
  }

  @Test
  void theExecutorOfAStuckSenderIsHeldByNobody() {
    long id = senderOf(Executors.newFixedThreadPool(1));
    ThreadEvidence evidence = threads.evidence(id);
    assertThat(evidence.stuck()).isTrue();
    assertThat(evidence.executor())
        .containsExactly(
            "ThreadPoolExecutor: 1 of 1 workers, 1 busy, not shut down",
            "held by nobody but its own workers");
  }

  private long senderOf(ExecutorService pool) {
    HiddenThreads.atTheEnd(pool::shutdownNow);
    return threads.workerOf(pool, () -> full().put("order-8"));
  }

  @Test
  void aStuckThreadRetainsWhatItAloneHolds() {
    long id =
        threads.platform(
            () -> {
              BlockingQueue<Object> queue = new ArrayBlockingQueue<>(1);
              while (queue.isEmpty() || queue.remainingCapacity() == 0) {
                queue.put(new long[250_000]);
              }
            });
    assertThat(threads.evidence(id).retains()).isBetween(4_000_000L, 4_100_000L);
    Held.object = new long[250_000];
    long other = threads.platform(() -> holds(Held.object));
    assertThat(threads.evidence(other).retains()).isBetween(1L, 100_000L);
  }

  private static void holds(Object held) throws InterruptedException {
    full().put("order-" + held.hashCode());
  }

  @Test
  void aWaitWithATimeoutEnds() {
    long id = threads.platform(() -> full().offer("order-8", 1, TimeUnit.HOURS));
    assertThat(threads.evidence(id).stuck()).isFalse();
  }

  @Test
  void aSleepingThreadWakesUp() {
    long id = threads.platform(() -> Thread.sleep(TimeUnit.HOURS.toMillis(1)));
    assertThat(threads.evidence(id).stuck()).isFalse();
  }

  @Test
  void aStaticHoldsTheThreadAndCanInterruptIt() {
    mayBeWoken(
        threads.start(thread -> Held.object = thread, () -> full().put("order-8")),
        "who holds the thread can interrupt it: " + HELD);
  }

  @Test
  void anInterruptIsNoUseForOneThatIgnoresIt() {
    isStuck(
        threads.start(
            thread -> Held.object = thread,
            () -> {
              Semaphore semaphore = new Semaphore(0);
              HiddenThreads.atTheEnd(semaphore::release);
              semaphore.acquireUninterruptibly();
            }));
  }

  @Test
  void aStaticHoldsTheGroupOfTheThread() {
    ThreadGroup group = new ThreadGroup("acme-group");
    Held.object = group;
    long id = threads.startIn(group, () -> full().put("order-8"));
    group = null;
    mayBeWoken(id, HELD);
  }

  @Test
  void aThreadThatHasNotBegunHoldsTheQueue() {
    mayBeWoken(senderBehind(queue -> new Thread(() -> queue.poll())), HELD);
  }

  private static final ClassValue<BlockingQueue<String>> QUEUES =
      new ClassValue<>() {
        @Override
        protected BlockingQueue<String> computeValue(Class<?> type) {
          return full();
        }
      };

  @Test
  void aClassValueHoldsTheQueue() {
    try {
      assertThat(threads.evidence(sender(QUEUES.get(Held.class))).stuck()).isFalse();
    } finally {
      QUEUES.remove(Held.class);
    }
  }

  @Test
  void aStaticHoldsALockThatTellsWhoWaitsForIt() {
    mayBeWoken(waiterForLostLock(new TellingLock()), HELD);
  }

  @Test
  void aStaticHoldsALockThatTellsNothing() {
    isStuck(waiterForLostLock(new ReentrantLock()));
  }

  /** The owner has ended. */
  private long waiterForLostLock(ReentrantLock lock) {
    Held.object = lock;
    Thread owner = new Thread(lock::lock, "acme-owner");
    owner.start();
    try {
      owner.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return threads.platform(lock::lockInterruptibly);
  }

  @Test
  void aSignalledThreadGoesOnWhenTheSignallerUnlocks() {
    ReentrantLock lock = new ReentrantLock();
    AtomicReference<Condition> handedOver = new AtomicReference<>();
    long waiter =
        threads.platform(
            () -> {
              Condition condition = lock.newCondition();
              lock.lock();
              try {
                handedOver.set(condition);
                while (handedOver.get() != null) {
                  condition.await();
                }
              } finally {
                lock.unlock();
              }
            });
    threads.awaitWaiting();
    threads.platform(
        () -> {
          lock.lock();
          try {
            signal(handedOver);
            Thread.sleep(TimeUnit.HOURS.toMillis(1));
          } finally {
            lock.unlock();
          }
        });
    assertThat(threads.evidence(waiter).stuck()).isFalse();
    assertThat(lock.isLocked()).isTrue();
  }

  private static void signal(AtomicReference<Condition> handedOver) {
    java.util.Objects.requireNonNull(handedOver.getAndSet(null)).signal();
  }
}
