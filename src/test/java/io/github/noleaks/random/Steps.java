package io.github.noleaks.random;

import io.github.noleaks.testing.Planted;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;

/** What the classes of random suites do in each phase of their lives. */
public final class Steps {
  private Steps() {}

  /** A static initialiser runs. */
  public static void initialise(Class<?> testClass) {
    leakOfClass(testClass, "INITIALISER", 50);
  }

  /** The test instance is constructed. */
  public static void construct(Object instance) {
    Class<?> testClass = instance.getClass();
    RandomRun run = RandomRun.current();
    if (testClass.isAnnotationPresent(TestInstance.class)) {
      leakOfClass(testClass, "CONSTRUCTOR", 25);
      return;
    }
    int serial = run.nextSerial();
    if (run.random("constructor " + serial).nextInt(100) < 1) {
      String name = Subject.of(testClass) + " CONSTRUCTOR " + serial + "-1";
      run.pending(name);
      Planted.parked(new Thread(Waiting::forGood, name));
    }
  }

  /** The class's turn has come. */
  public static void beforeAll(TestInfo info) throws Exception {
    Class<?> testClass = info.getTestClass().orElseThrow();
    leakOfClass(testClass, "BEFORE_ALL", 3);
    Fixture fixture = fixture(testClass);
    if (fixture != null) {
      fixture.open(testClass);
    }
  }

  /** The tests of the class are over. */
  public static void afterAll(TestInfo info) throws Exception {
    Class<?> testClass = info.getTestClass().orElseThrow();
    leakOfClass(testClass, "AFTER_ALL", 3);
    Fixture fixture = fixture(testClass);
    if (fixture != null) {
      fixture.close();
    }
  }

  /** A test is about to begin. */
  public static void beforeEach(TestInfo info) throws Exception {
    RandomRun.current().pendingIsOf(Subject.of(info));
    leakOfTest(info, TestPlan.Place.BEFORE_EACH);
  }

  /** The test itself. */
  public static void test(TestInfo info, @Nullable Fixture ofInstance) throws Exception {
    RandomRun run = RandomRun.current();
    run.begun();
    String subject = Subject.of(info);
    TestPlan plan = run.planOf(subject);
    leakOfTest(info, TestPlan.Place.BEGIN);
    Fixture fixture = ofInstance != null ? ofInstance : fixture(info.getTestClass().orElseThrow());
    CountDownLatch release = new CountDownLatch(1);
    Deque<Deed.Ending> endings = new ArrayDeque<>();
    try {
      for (Deed deed : plan.deeds()) {
        endings.push(deed.begin(run.pools(fixture == null ? null : fixture.pool()), release));
      }
      if (plan.meets()) {
        run.meet();
      }
    } finally {
      release.countDown();
      for (Deed.Ending ending : endings) {
        ending.end();
      }
    }
    leakOfTest(info, TestPlan.Place.END);
    if (plan.fails()) {
      run.failing(subject);
      throw new PlannedFailure();
    }
  }

  /** The test is over. */
  public static void afterEach(TestInfo info) throws Exception {
    leakOfTest(info, TestPlan.Place.AFTER_EACH);
  }

  private static void leakOfTest(TestInfo info, TestPlan.Place place) throws Exception {
    RandomRun run = RandomRun.current();
    String subject = Subject.of(info);
    TestPlan plan = run.planOf(subject);
    LeakKind leak = plan.leak();
    if (leak != null && plan.place() == place) {
      plant(run, leak, subject, place.name(), plan.threads());
    }
  }

  private static void leakOfClass(Class<?> testClass, String place, int percent) {
    RandomRun run = RandomRun.current();
    String subject = Subject.of(testClass);
    SplittableRandom random = run.random(subject + " " + place);
    if (random.nextInt(100) < percent) {
      try {
        LeakKind kind = LeakKind.of(random.nextInt(1_000));
        plant(run, kind, subject, place, 1 + random.nextInt(2));
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static void plant(RandomRun run, LeakKind kind, String subject, String place, int threads)
      throws Exception {
    Blame.Expected expected = new Blame.Expected(subject, false);
    kind.plant(run, new LeakNames(run, expected, kind + " in " + place), threads);
  }

  /** The class's own, or that of the class around it. */
  private static @Nullable Fixture fixture(Class<?> testClass) throws IllegalAccessException {
    for (Field field : testClass.getDeclaredFields()) {
      if (field.getType() == Fixture.class && Modifier.isStatic(field.getModifiers())) {
        field.setAccessible(true);
        return (Fixture) field.get(null);
      }
    }
    return null;
  }

  /** A failure that has nothing to do with leaks. */
  static final class PlannedFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PlannedFailure() {
      super("planned");
    }
  }
}
