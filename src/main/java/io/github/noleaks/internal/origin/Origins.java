package io.github.noleaks.internal.origin;

import org.jspecify.annotations.Nullable;

/**
 * Marks threads with the test, class or run whose code they run. What such a thread creates,
 * platform or virtual, directly or through an executor, inherits the mark together with the stack
 * of its creation: {@link InheritableThreadLocal#childValue} runs in the creating thread. Needs no
 * flag and no agent. Thread-safe.
 */
public final class Origins {
  /** Why nothing is known about the creation of a thread that carries no tag. */
  public static final String UNTAGGED =
      "it was created outside of all tests, or without inheritable thread locals";

  private static final String TOO_MANY =
      "the test had created more than 1,000 threads before; only of the first ones it is recorded";

  private static final String OWN_THREAD = "it runs the test's own code, and is not of its making";

  private static final InheritableThreadLocal<@Nullable Tag> CURRENT = new Inherited();

  private Origins() {}

  private static final class Inherited extends InheritableThreadLocal<@Nullable Tag> {
    @Override
    protected @Nullable Tag childValue(@Nullable Tag parent) {
      if (parent == null) {
        return null;
      }
      Owner owner = parent.owner();
      if (!owner.mayRecord()) {
        return owner.withoutStack();
      }
      try {
        StackTraceElement[] stack = CreationStack.ofCaller();
        if (stack == null) {
          return null;
        }
        Thread creator = Thread.currentThread();
        return stack.length == 0 ? parent : parent.child(creator.getName(), creator.getId(), stack);
      } catch (RuntimeException | Error e) {
        // Whatever it is, such as a stack that has no room for ours: the user's thread must come
        // up.
        return owner.withoutStack();
      }
    }
  }

  /**
   * From now on the calling thread runs an owner's code.
   *
   * @param owner the owner, or {@code null} for nobody's code
   * @return what the thread carried before, to be handed to {@link #leave}
   */
  public static @Nullable Tag enter(@Nullable Owner owner) {
    Tag previous = CURRENT.get();
    set(owner == null ? null : Tag.ofOwnThread(owner));
    return previous;
  }

  /**
   * The owner's code has ended in the calling thread.
   *
   * @param previous what the thread carried before
   */
  public static void leave(@Nullable Tag previous) {
    // What a worker of JUnit's happened to inherit from the test that made it need not come back.
    set(previous != null && previous.isInherited() ? null : previous);
  }

  private static void set(@Nullable Tag tag) {
    if (tag == null) {
      CURRENT.remove();
    } else {
      CURRENT.set(tag);
    }
  }

  /**
   * What the calling thread carries.
   *
   * @return its tag, or {@code null} if it has none
   */
  public static @Nullable Tag current() {
    return CURRENT.get();
  }

  /**
   * Who is opening something right now, in the calling thread.
   *
   * @return what to keep with it for as long as it is open
   */
  public static Opening ofCaller() {
    Thread opener = Thread.currentThread();
    return new Opening(CURRENT.get(), opener.getName(), opener.getId(), new Throwable());
  }

  /**
   * Why the stack of a creation is not known.
   *
   * @param inherited whether the thread inherited its tag, and did not get it to run a test
   * @return as the report tells it
   */
  public static String withoutStack(boolean inherited) {
    return inherited ? TOO_MANY : OWN_THREAD;
  }

  /**
   * Whose code the calling thread runs.
   *
   * @return the owner, or {@code null} if there is none, or if one has only created the thread
   */
  public static @Nullable Owner running() {
    Tag tag = CURRENT.get();
    return tag == null || tag.isInherited() ? null : tag.owner();
  }

  /**
   * Under which the tags of other threads are found by those who may read them.
   *
   * @return the key
   */
  public static InheritableThreadLocal<@Nullable Tag> key() {
    return CURRENT;
  }
}
