package io.github.noleaks.internal.check;

import io.github.noleaks.Scope;
import io.github.noleaks.internal.origin.Origins;
import io.github.noleaks.internal.origin.Owner;
import io.github.noleaks.internal.origin.Tag;
import io.github.noleaks.internal.watch.ExecutorMark;
import io.github.noleaks.internal.watch.ThreadMark;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The time between the begin and the end of a test or a class. Threads that come up in it belong to
 * it, unless another scope that does not contain it was open at the same time. Thread-safe.
 */
public final class ScopeWindow {
  private final String id;
  private final Owner owner;
  private final Scope level;
  private final @Nullable ScopeWindow parent;
  private final ThreadMark mark;
  private final @Nullable Construction construction;
  private final AtomicBoolean prepared = new AtomicBoolean();
  private final AtomicBoolean started = new AtomicBoolean();
  private final AtomicBoolean fixturesRan = new AtomicBoolean();
  private volatile boolean hasFixtures;
  private volatile boolean forAll;
  private volatile boolean overlapped;
  private volatile @Nullable Fixtures fixtures;
  private volatile @Nullable ExecutorMark executors;
  private volatile @Nullable ResourceMark resources;
  private volatile @Nullable ResourceMark resourcesOfTests;
  private volatile @Nullable FixtureClasses fixtureClasses;
  private @Nullable Tag carried;

  ScopeWindow(
      String id,
      Owner owner,
      Scope level,
      @Nullable ScopeWindow parent,
      ThreadMark mark,
      @Nullable Construction construction) {
    this.id = id;
    this.owner = owner;
    this.level = level;
    this.parent = parent;
    this.mark = mark;
    this.construction = construction;
  }

  /**
   * What the constructors of a test instance did, before the test's window was opened.
   *
   * @param owner of the threads they created
   * @param carried what the constructing thread carried before
   * @param before from before the first constructor
   * @param started the threads that came up in them
   * @param after from after the last constructor
   */
  record Construction(
      Owner owner, @Nullable Tag carried, ThreadMark before, Set<Long> started, ThreadMark after) {}

  /** What the thread that opened it carried before, and shall carry again when it ends. */
  void enter(@Nullable Tag before) {
    carried = before;
  }

  void end() {
    owner.end();
    Origins.leave(carried);
  }

  String subject() {
    return owner.subject();
  }

  /** Of the threads that the code of the test or class creates. */
  Owner owner() {
    return owner;
  }

  Scope level() {
    return level;
  }

  @Nullable ScopeWindow parent() {
    return parent;
  }

  ThreadMark mark() {
    return mark;
  }

  @Nullable Construction construction() {
    return construction;
  }

  /** Whether this is the first call: from here on, code of the user runs in this window. */
  boolean firstPreparation() {
    return !prepared.get() && prepared.compareAndSet(false, true);
  }

  /** Code of the class that is no test is about to run. */
  void runFixtures() {
    fixturesRan.set(true);
  }

  /** Methods of the class that prepare its tests are about to run. */
  void haveFixtures() {
    hasFixtures = true;
  }

  /** Whether such a method has run. */
  boolean hasFixtures() {
    return hasFixtures;
  }

  /** Whether some has run since this was asked last. */
  boolean haveFixturesRun() {
    return fixturesRan.get() && fixturesRan.getAndSet(false);
  }

  /** What its fixtures start serves the whole run. */
  void serveAll() {
    forAll = true;
  }

  boolean servesAll() {
    return forAll;
  }

  /** Whether this is the first call, and there are fixtures that serve the whole run. */
  boolean firstTestAfterFixturesForAll() {
    return forAll && started.compareAndSet(false, true);
  }

  /** What its fixtures keep for its tests is watched. */
  void watch(Fixtures kept) {
    fixtures = kept;
  }

  @Nullable Fixtures fixtures() {
    return fixtures;
  }

  /** What executors have to do is compared with this moment. */
  void mark(ExecutorMark now) {
    executors = now;
  }

  @Nullable ExecutorMark executors() {
    return executors;
  }

  /** What is opened and which processes start is compared with this moment. */
  void mark(ResourceMark now) {
    resources = now;
  }

  @Nullable ResourceMark resources() {
    return resources;
  }

  /** A test has ended: what its next one finds open before it begins was opened since. */
  void markOfTests(ResourceMark now) {
    resourcesOfTests = now;
  }

  /** From where the next test answers for what its constructor opens. */
  @Nullable ResourceMark resourcesOfTests() {
    ResourceMark known = resourcesOfTests;
    return known == null ? resources : known;
  }

  /** Whose fields hold what its tests share; told of a class. */
  void holdFixturesIn(FixtureClasses classes) {
    fixtureClasses = classes;
  }

  @Nullable FixtureClasses fixtureClasses() {
    return fixtureClasses;
  }

  boolean isOverlapped() {
    return overlapped;
  }

  void overlap() {
    overlapped = true;
  }

  /** Whether a test, by its id, is this one or a part of it. */
  boolean contains(String test) {
    return test.startsWith(id) && (test.length() == id.length() || test.charAt(id.length()) == '/');
  }

  boolean contains(ScopeWindow other) {
    for (ScopeWindow each = other; each != null; each = each.parent) {
      if (each == this) {
        return true;
      }
    }
    return false;
  }
}
