package io.github.noleaks.internal.origin;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A test, class or run, as the owner of the threads that its code creates. It lives as long as one
 * of these threads, and holds nothing of the test. A heap dump is searched for its fields by their
 * names. Thread-safe.
 */
public final class Owner {
  /** So many creation stacks are recorded for each: enough for a report, and cheap enough. */
  private static final int MOST_STACKS = 1_000;

  /** Not from zero: another copy of this class may live in another class loader. */
  private static final AtomicLong LAST = new AtomicLong(ThreadLocalRandom.current().nextLong());

  private static final Map<Long, Found> LIVE = new ConcurrentHashMap<>();
  private static final ReferenceQueue<Owner> GONE = new ReferenceQueue<>();

  private final long number = LAST.incrementAndGet();
  private final AtomicInteger stacks = new AtomicInteger();
  private final Tag withoutStack = Tag.withoutStack(this);
  private volatile @Nullable Owner parent;
  private volatile String subject;
  private volatile boolean over;

  /**
   * An owner.
   *
   * @param subject the test, class or run, as the report should name it
   * @param parent the class around a test or the run around a class, if there is one; of a run, the
   *     test that it was begun in
   */
  public Owner(String subject, @Nullable Owner parent) {
    this.subject = subject;
    this.parent = parent;
    for (Reference<?> gone; (gone = GONE.poll()) != null; ) {
      LIVE.remove(((Found) gone).number);
    }
    LIVE.put(number, new Found(this));
  }

  /** The way from its number to an owner. */
  private static final class Found extends WeakReference<Owner> {
    private final long number;

    Found(Owner owner) {
      super(owner, GONE);
      number = owner.number;
    }
  }

  /**
   * The owner with a number that was found in a heap dump of this JVM.
   *
   * @param number the number
   * @return the owner, or {@code null} if none of its threads is alive any more
   */
  public static @Nullable Owner find(long number) {
    Found found = LIVE.get(number);
    return found == null ? null : found.get();
  }

  /**
   * Tells it from all others, in this JVM and in its heap dumps.
   *
   * @return the number
   */
  public long number() {
    return number;
  }

  /**
   * The test, class or run.
   *
   * @return as the report should name it
   */
  public String subject() {
    return subject;
  }

  /**
   * What became known after the first thread may have been created.
   *
   * @param known the test, as the report should name it
   * @param around the class around it; at first that was perhaps one further out
   */
  public void become(String known, @Nullable Owner around) {
    subject = known;
    parent = around;
  }

  /**
   * Who is around it.
   *
   * @return the class or run, or {@code null}
   */
  public @Nullable Owner parent() {
    return parent;
  }

  /**
   * Whether this owner or one around it is another.
   *
   * @param other the other
   * @return {@code true} if it is the same, or the other is around it
   */
  public boolean isWithin(Owner other) {
    for (Owner each = this; each != null; each = each.parent) {
      if (each == other) {
        return true;
      }
    }
    return false;
  }

  /** The test, class or run has ended, its check included. */
  public void end() {
    over = true;
  }

  /**
   * Whether it has ended.
   *
   * @return {@code true} if it has
   */
  public boolean isOver() {
    return over;
  }

  /** Whether one more stack may be recorded. */
  boolean mayRecord() {
    return stacks.get() < MOST_STACKS && stacks.incrementAndGet() <= MOST_STACKS;
  }

  /** For the threads that come after the last stack; one for all, since there may be millions. */
  Tag withoutStack() {
    return withoutStack;
  }

  @Override
  public String toString() {
    return subject;
  }
}
