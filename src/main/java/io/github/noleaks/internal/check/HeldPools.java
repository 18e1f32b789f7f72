package io.github.noleaks.internal.check;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Hashtable;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Vector;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/**
 * Whether a test class keeps a live pool in its static fields (or, with one instance for all tests,
 * in that instance), directly or inside objects of its own such as a service. A test that makes
 * such a pool grow has not leaked the new worker.
 *
 * <p>JDK objects are not opened: nothing here needs a flag. Objects are looked at, not kept.
 */
public final class HeldPools {
  /** So many objects at the most: a look at fixtures, not a walk over the heap. */
  private static final int MOST_OBJECTS = 2_000;

  /** Each object with the field, of the class or its instance, that leads to it. */
  private final IdentityHashMap<Object, String> seen = new IdentityHashMap<>();

  private final Deque<Object> next = new ArrayDeque<>();
  private final IdentityHashMap<ExecutorService, String> pools = new IdentityHashMap<>();
  private @Nullable String origin;

  private HeldPools() {}

  /**
   * Looks at the fields of a class, of its superclasses and of the classes around it.
   *
   * @param testClass the class
   * @param instances instances that serve all its tests, if there are any
   * @return the pools they hold that are not shut down, and may have workers; not to be kept
   */
  public static List<ExecutorService> alive(Class<?> testClass, Collection<?> instances) {
    return all(testClass, instances).keySet().stream().filter(HeldPools::mayHaveWorkers).toList();
  }

  /**
   * The same, with those that are shut down or have no workers.
   *
   * @param testClass the class
   * @param instances instances that serve all its tests, if there are any
   * @return by identity, each pool with the field that leads to it; not to be kept
   */
  public static Map<ExecutorService, String> all(Class<?> testClass, Collection<?> instances) {
    HeldPools walk = new HeldPools();
    Class<?> around = testClass;
    walk.addFields(around, null);
    // A class around an inner one has an instance; one around a static one may not even be
    // initialised, and to read its fields would run its initialiser.
    while (around.isMemberClass() && !Modifier.isStatic(around.getModifiers())) {
      around = around.getEnclosingClass();
      walk.addFields(around, null);
    }
    instances.forEach(instance -> walk.addFields(instance.getClass(), instance));
    walk.findPools();
    return walk.pools;
  }

  private void findPools() {
    while (!next.isEmpty() && seen.size() < MOST_OBJECTS) {
      Object object = next.remove();
      origin = seen.get(object);
      Class<?> type = object.getClass();
      if (object instanceof ExecutorService pool && isAsTheJdkMadeIt(type)) {
        pools.put(pool, String.valueOf(origin));
      } else if (object instanceof Collection<?> many && opensWithoutLock(type)) {
        addAll(many);
      } else if (object instanceof Map<?, ?> many && opensWithoutLock(type)) {
        addAll(many.values());
      } else if (type.isArray()) {
        addElements(object);
      } else if (!isOfTheJdk(type)) {
        addFields(type, object);
      }
    }
  }

  /** What a user's class, or a mock, does when it is asked is its own business. */
  private static boolean isAsTheJdkMadeIt(Class<?> pool) {
    if (isOfTheJdk(pool)) {
      return true;
    }
    if (!ThreadPoolExecutor.class.isAssignableFrom(pool)
        && !ForkJoinPool.class.isAssignableFrom(pool)) {
      return false;
    }
    try {
      return isOfTheJdk(pool.getMethod("isShutdown").getDeclaringClass())
          && isOfTheJdk(pool.getMethod("getPoolSize").getDeclaringClass());
    } catch (NoSuchMethodException | LinkageError e) {
      return false;
    }
  }

  /** A leaked thread may hold the lock of a synchronized collection for ever. */
  private static boolean opensWithoutLock(Class<?> type) {
    return isOfTheJdk(type)
        && !Vector.class.isAssignableFrom(type)
        && !Hashtable.class.isAssignableFrom(type)
        && !type.getName().startsWith("java.util.Collections$Synchronized");
  }

  private static boolean mayHaveWorkers(ExecutorService pool) {
    if (pool instanceof ThreadPoolExecutor executor) {
      return !executor.isShutdown() && executor.getPoolSize() > 0;
    }
    if (pool instanceof ForkJoinPool forkJoin) {
      return !forkJoin.isShutdown() && forkJoin.getPoolSize() > 0;
    }
    return !pool.isShutdown();
  }

  /** The static fields of a class and its superclasses if there is no object, else the others. */
  private void addFields(Class<?> type, @Nullable Object object) {
    for (Class<?> each = type; each != null && !isOfTheJdk(each); each = each.getSuperclass()) {
      for (Field field : each.getDeclaredFields()) {
        if (Modifier.isStatic(field.getModifiers()) == (object == null)
            && !field.getType().isPrimitive()) {
          add(field, object);
        }
      }
    }
  }

  private void add(Field field, @Nullable Object object) {
    try {
      if (open(field)) {
        add(field.get(object), origin == null ? name(field) : origin);
      }
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      // A field we may not read tells us nothing; the worker then stays the test's.
    }
  }

  private static String name(Field field) {
    String type = field.getDeclaringClass().getName();
    return type.substring(type.lastIndexOf('.') + 1).replace('$', '.') + "." + field.getName();
  }

  private static boolean open(AccessibleObject member) {
    return member.trySetAccessible();
  }

  private void addAll(Collection<?> many) {
    try {
      many.stream().limit(MOST_OBJECTS).forEach(this::add);
    } catch (RuntimeException e) {
      // A collection that changes under our hands, or one with a will of its own.
    }
  }

  private void addElements(Object array) {
    if (!array.getClass().getComponentType().isPrimitive()) {
      for (int i = 0; i < Math.min(Array.getLength(array), MOST_OBJECTS); i++) {
        add(Array.get(array, i));
      }
    }
  }

  private void add(@Nullable Object object) {
    add(object, origin);
  }

  private void add(@Nullable Object object, @Nullable String from) {
    if (object != null && seen.putIfAbsent(object, String.valueOf(from)) == null) {
      next.add(object);
    }
  }

  private static boolean isOfTheJdk(Class<?> type) {
    ClassLoader loader = type.getClassLoader();
    return loader == null || loader == ClassLoader.getPlatformClassLoader();
  }
}
