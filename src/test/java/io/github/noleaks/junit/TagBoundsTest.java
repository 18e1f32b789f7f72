package io.github.noleaks.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.noleaks.Origin;
import io.github.noleaks.internal.origin.Origins;
import io.github.noleaks.internal.origin.Owner;
import io.github.noleaks.internal.origin.Tag;
import io.github.noleaks.testing.CreatesThread;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The bounds of tags: what they hold, how much of it, and for how long. Not in the package of the
 * tags: its frames are left out of every stack.
 */
class TagBoundsTest {
  private @Nullable Owner owner = new Owner("OrderServiceTest.sendsAll()", null);
  private @Nullable Tag before;

  @BeforeEach
  void enter() {
    before = Origins.enter(owner);
  }

  @AfterEach
  void leave() {
    Origins.leave(before);
  }

  /** What a thread sees that the calling one creates. */
  private static Tag inherited() throws Exception {
    return Objects.requireNonNull(inNewThread(Origins::current));
  }

  private static <T extends @Nullable Object> T inNewThread(Callable<T> action) throws Exception {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                result.complete(action.call());
              } catch (Throwable e) {
                result.completeExceptionally(e);
              }
            });
    thread.start();
    thread.join();
    return result.get();
  }

  @Test
  void aThousandStacksAreRecordedAndNoMore() throws Exception {
    for (int i = 0; i < 1_000; i++) {
      assertThat(inherited().origin().problem()).isNull();
    }
    Tag first = inherited();

    assertThat(first.owner()).isSameAs(owner);
    assertThat(first.origin().stack()).isEmpty();
    assertThat(first.origin().problem()).contains("more than 1,000 threads");
    assertThat(inherited()).isSameAs(first); // A million of them take no memory.
  }

  private static Tag deep(int frames) throws Exception {
    return frames == 0 ? inherited() : deep(frames - 1);
  }

  /** One frame is innermost for certain, and one outermost; the rest is the recursion. */
  @Test
  void ofADeepStackBothEndsAreKept() throws Exception {
    List<StackTraceElement> stack = deep(300).origin().stack();

    assertThat(stack).hasSize(32);
    assertThat(stack.get(0).getClassName()).isEqualTo("java.lang.Thread");
    assertThat(stack.subList(3, 31))
        .extracting(StackTraceElement::getMethodName)
        .containsOnly("deep");
    assertThat(stack.get(31).getMethodName()).isEqualTo("ofADeepStackBothEndsAreKept");
  }

  @Test
  void ofADeeperOneTheWalkEndsSomewhere() throws Exception {
    assertThat(deep(600).origin().stack()).hasSize(32).last().hasToString(frameOfDeep());
  }

  private static String frameOfDeep() throws Exception {
    return deep(1).origin().stack().stream()
        .filter(frame -> frame.getMethodName().equals("deep"))
        .skip(1)
        .findFirst()
        .map(StackTraceElement::toString)
        .orElseThrow();
  }

  private static Tag afterGenerations(int count) throws Exception {
    AtomicReference<@Nullable Tag> last = new AtomicReference<>();
    succeed(count, last);
    while (last.get() == null) {
      Thread.onSpinWait();
    }
    return Objects.requireNonNull(last.get());
  }

  /** Each thread is replaced by its successor, and ends. */
  private static void succeed(int more, AtomicReference<@Nullable Tag> last) {
    if (more == 0) {
      last.set(Origins.current());
    } else {
      new Thread(() -> succeed(more - 1, last)).start();
    }
  }

  @Test
  void aLongLineOfSuccessorsKeepsAFewOfThem() throws Exception {
    List<Origin> chain = new ArrayList<>();
    for (Origin each = afterGenerations(900).origin(); each != null; each = each.before()) {
      chain.add(each);
    }

    assertThat(chain).hasSizeBetween(2, 6);
    assertThat(chain.get(chain.size() - 1).creator()).isEqualTo(Thread.currentThread().getName());
    assertThat(afterGenerations(3).origin().before()).isNotNull();
  }

  @Test
  void anOwnerGoesWithItsLastThread() throws Exception {
    long number = Objects.requireNonNull(owner).number();
    CompletableFuture<String> go = new CompletableFuture<>();
    Thread thread = new Thread(go::join);
    thread.setDaemon(true);
    thread.start();
    owner = null;
    Origins.leave(before);
    System.gc();
    assertThat(Owner.find(number)).isNotNull();

    go.complete("on");
    thread.join();
    thread = null;

    await()
        .pollInSameThread()
        .until(
            () -> {
              System.gc();
              return Owner.find(number) == null;
            });
  }

  /** A tag whose stack tells of a class of another class loader, and that loader. */
  private record Foreign(Tag tag, WeakReference<ClassLoader> loader) {

    @SuppressWarnings("unchecked")
    static Foreign create() throws Exception {
      URL classes = CreatesThread.class.getProtectionDomain().getCodeSource().getLocation();
      URLClassLoader loader =
          new URLClassLoader(new URL[] {classes}, ClassLoader.getPlatformClassLoader());
      Function<Runnable, Thread> creator =
          (Function<Runnable, Thread>)
              loader
                  .loadClass(CreatesThread.class.getName())
                  .getDeclaredConstructor()
                  .newInstance();
      AtomicReference<@Nullable Tag> tag = new AtomicReference<>();
      Thread thread = creator.apply(() -> tag.set(Origins.current()));
      thread.start();
      thread.join();
      return new Foreign(Objects.requireNonNull(tag.get()), new WeakReference<>(loader));
    }
  }

  /** Threads themselves may keep a class loader alive on JDK 17; their tags don't. */
  @Test
  void aTagKeepsNoClassLoaderAlive() throws Exception {
    Foreign foreign = Foreign.create();

    await()
        .pollInSameThread()
        .until(
            () -> {
              System.gc();
              return foreign.loader().get() == null;
            });
    assertThat(foreign.tag().origin().stack().get(1).toString())
        .contains("CreatesThread.apply(CreatesThread.java");
  }

  /** Down to where the stack is full, and up again to where the JDK has room for a new thread. */
  @SuppressWarnings("InfiniteRecursion") // The stack ends it.
  private static Thread createdWithLittleRoom(int depth) {
    try {
      return createdWithLittleRoom(depth + 1);
    } catch (StackOverflowError e) {
      return new Thread(); // Without a lambda, which would need room itself.
    }
  }

  /** Where the JDK has room for a thread's creation, there is a thread, with or without a stack. */
  @Test
  void aStackWithoutRoomForOursIsNoReasonNotToCreateAThread() throws Exception {
    inherited(); // All classes are there.
    Thread created = createdWithLittleRoom(0);
    created.start();
    created.join();

    assertThat(inherited().origin().problem()).isNull();
    assertThat(Objects.requireNonNull(Origins.current()).owner()).isSameAs(owner);
  }

  @Test
  void whatAThreadInheritedDoesNotComeBack() throws Exception {
    Owner other = new Owner("OtherTest.other()", null);
    Tag left =
        inNewThread(
            () -> {
              Tag inherited = Origins.enter(other);
              assertThat(Origins.running()).isSameAs(other);
              Origins.leave(inherited);
              return Origins.current();
            });

    assertThat(left).isNull();
  }

  @Test
  void whatWasSetComesBack() {
    Tag mine = Origins.enter(new Owner("OtherTest.other()", null));
    Origins.leave(mine);

    assertThat(Origins.running()).isSameAs(owner);
  }
}
