package io.github.noleaks.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.acme.waits.Held;
import io.github.noleaks.internal.evidence.ChannelEvidence;
import io.github.noleaks.internal.evidence.ChannelEvidence.Holding;
import io.github.noleaks.internal.evidence.HiddenChannels;
import java.io.FileInputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Connections of pools, idle and lent. The pools have the names and fields of the real ones; they
 * are in a class loader of their own, not to stand in the way of those.
 */
class PoolsTest {
  private static final Map<String, String> SOURCES =
      Map.ofEntries(
          Map.entry("com.zaxxer.hikari.pool.PoolBase", "class PoolBase { String poolName; }"),
          Map.entry(
              "com.zaxxer.hikari.pool.HikariPool",
              "class HikariPool extends PoolBase { Object connectionBag; }"),
          Map.entry(
              "com.zaxxer.hikari.pool.PoolEntry",
              "class PoolEntry { Object connection; int state; HikariPool hikariPool; }"),
          Map.entry(
              "org.apache.commons.pool2.PooledObjectState",
              "public enum PooledObjectState { IDLE, ALLOCATED }"),
          Map.entry(
              "org.apache.commons.pool2.impl.BaseGenericObjectPool",
              "class BaseGenericObjectPool { }"),
          Map.entry(
              "org.apache.commons.pool2.impl.GenericObjectPool",
              "class GenericObjectPool extends BaseGenericObjectPool { Object allObjects; }"),
          Map.entry(
              "org.apache.commons.pool2.impl.DefaultPooledObject",
              "class DefaultPooledObject"
                  + " { Object object; org.apache.commons.pool2.PooledObjectState state; }"),
          Map.entry(
              "org.apache.commons.dbcp2.PoolableConnection",
              "class PoolableConnection { Object connection; Object pool; }"),
          Map.entry(
              "org.h2.jdbcx.JdbcConnectionPool",
              "class JdbcConnectionPool { Object recycledConnections; Object borrowed; }"),
          Map.entry(
              "org.apache.tomcat.jdbc.pool.PoolProperties",
              "class PoolProperties { String name; }"),
          Map.entry(
              "org.apache.tomcat.jdbc.pool.ConnectionPool",
              "class ConnectionPool { Object busy; Object idle; PoolProperties poolProperties; }"),
          Map.entry(
              "org.apache.http.pool.AbstractConnPool",
              "class AbstractConnPool { Object leased; Object available; }"),
          Map.entry(
              "org.apache.http.impl.conn.CPool",
              "class CPool extends org.apache.http.pool.AbstractConnPool { }"),
          Map.entry(
              "org.apache.hc.core5.pool.StrictConnPool",
              "class StrictConnPool { Object leased; Object available; }"),
          Map.entry(
              "okhttp3.internal.connection.RealConnectionPool",
              "class RealConnectionPool { Object connections; }"),
          Map.entry(
              "okhttp3.internal.connection.RealConnection",
              "class RealConnection"
                  + " { Object rawSocket; Object calls; RealConnectionPool connectionPool; }"));

  @TempDir private static Path classes;
  private static URLClassLoader loader;

  private final HiddenChannels channels = new HiddenChannels();

  @BeforeAll
  static void compile() throws Exception {
    loader = FakeClasses.compile(classes, SOURCES);
  }

  @AfterAll
  static void closeLoader() throws Exception {
    loader.close();
  }

  @AfterEach
  void closeAll() throws Exception {
    Held.object = null;
    channels.close();
  }

  /** An object of one of these classes, with fields set in pairs of name and value. */
  private static Object make(String type, Object... fields) throws Exception {
    Constructor<?> constructor = loader.loadClass(type).getDeclaredConstructor();
    constructor.setAccessible(true);
    Object object = constructor.newInstance();
    for (int i = 0; i < fields.length; i += 2) {
      set(object, (String) fields[i], fields[i + 1]);
    }
    return object;
  }

  private static void set(Object object, String name, Object value) throws Exception {
    for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (field.getName().equals(name)) {
          field.setAccessible(true);
          field.set(object, value);
          return;
        }
      }
    }
    throw new NoSuchFieldException(name);
  }

  /** A pool with one idle connection and one that is lent. */
  private interface Pool {
    Object of(Object idle, Object lent) throws Exception;
  }

  static Stream<Arguments> pools() {
    return Stream.of(
        arguments("com.zaxxer.hikari.pool.HikariPool \"orders\"", (Pool) PoolsTest::hikari),
        arguments("org.apache.commons.pool2.impl.GenericObjectPool", (Pool) PoolsTest::dbcp),
        arguments("a pool of Apache Commons Pool", (Pool) PoolsTest::commonsPool),
        arguments(
            "org.apache.tomcat.jdbc.pool.ConnectionPool \"orders\"", (Pool) PoolsTest::tomcat),
        arguments("org.h2.jdbcx.JdbcConnectionPool", (Pool) PoolsTest::h2),
        arguments(
            "org.apache.http.impl.conn.CPool",
            (Pool) (idle, lent) -> http("org.apache.http.impl.conn.CPool", idle, lent)),
        arguments(
            "org.apache.hc.core5.pool.StrictConnPool",
            (Pool) (idle, lent) -> http("org.apache.hc.core5.pool.StrictConnPool", idle, lent)),
        arguments("okhttp3.internal.connection.RealConnectionPool", (Pool) PoolsTest::okHttp));
  }

  private static Object hikari(Object idle, Object lent) throws Exception {
    String entry = "com.zaxxer.hikari.pool.PoolEntry";
    Object pool = make("com.zaxxer.hikari.pool.HikariPool", "poolName", "orders");
    set(
        pool,
        "connectionBag",
        List.of(
            make(entry, "connection", idle, "state", 0, "hikariPool", pool),
            make(entry, "connection", lent, "state", 1, "hikariPool", pool)));
    return pool;
  }

  private static Object pooledObject(Object connection, String state) throws Exception {
    Object[] states =
        loader.loadClass("org.apache.commons.pool2.PooledObjectState").getEnumConstants();
    return make(
        "org.apache.commons.pool2.impl.DefaultPooledObject",
        "object",
        connection,
        "state",
        Stream.of(states).filter(each -> each.toString().equals(state)).findFirst().orElseThrow());
  }

  private static Object commonsPool(Object idle, Object lent) throws Exception {
    return make(
        "org.apache.commons.pool2.impl.GenericObjectPool",
        "allObjects",
        List.of(pooledObject(idle, "IDLE"), pooledObject(lent, "ALLOCATED")));
  }

  private static Object dbcp(Object idle, Object lent) throws Exception {
    String connection = "org.apache.commons.dbcp2.PoolableConnection";
    Object pool = make("org.apache.commons.pool2.impl.GenericObjectPool");
    set(
        pool,
        "allObjects",
        List.of(
            pooledObject(make(connection, "connection", idle, "pool", pool), "IDLE"),
            pooledObject(make(connection, "connection", lent, "pool", pool), "ALLOCATED")));
    return pool;
  }

  private static Object tomcat(Object idle, Object lent) throws Exception {
    return make(
        "org.apache.tomcat.jdbc.pool.ConnectionPool",
        "busy",
        new ArrayDeque<>(List.of(lent)),
        "idle",
        new ArrayDeque<>(List.of(idle)),
        "poolProperties",
        make("org.apache.tomcat.jdbc.pool.PoolProperties", "name", "orders"));
  }

  private static Object h2(Object idle, Object lent) throws Exception {
    return make(
        "org.h2.jdbcx.JdbcConnectionPool",
        "recycledConnections",
        new ArrayDeque<>(List.of(idle)),
        "borrowed",
        lent);
  }

  private static Object http(String type, Object idle, Object lent) throws Exception {
    return make(
        type, "leased", new HashSet<>(List.of(lent)), "available", new ArrayDeque<>(List.of(idle)));
  }

  private static Object okHttp(Object idle, Object lent) throws Exception {
    String connection = "okhttp3.internal.connection.RealConnection";
    Object pool = make("okhttp3.internal.connection.RealConnectionPool");
    set(
        pool,
        "connections",
        List.of(
            make(connection, "rawSocket", idle, "calls", new ArrayList<>(), "connectionPool", pool),
            make(
                connection,
                "rawSocket",
                lent,
                "calls",
                new ArrayList<>(List.of("call")),
                "connectionPool",
                pool)));
    return pool;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pools")
  void knowWhichConnectionsAreIdle(String told, Pool pool) throws Exception {
    Path file = Files.writeString(classes.resolve("orders.csv"), "order-7");
    List<Integer> idle = new ArrayList<>();
    List<Integer> lent = new ArrayList<>();
    channels.open(
        () -> {
          Object[] both = new Object[2];
          idle.addAll(channels.open(() -> both[0] = new FileInputStream(file.toFile())));
          lent.addAll(channels.open(() -> both[1] = new FileInputStream(file.toFile())));
          Held.object = pool.of(both[0], both[1]);
          return "";
        });
    ChannelEvidence ofIdle = HiddenChannels.ofDescriptor(idle);
    assertThat(ofIdle.holding()).isEqualTo(Holding.POOLED);
    assertThat(ofIdle.heldBy()).hasSize(2).contains("idle in " + told);
    ChannelEvidence ofLent = HiddenChannels.ofDescriptor(lent);
    assertThat(ofLent.holding()).isEqualTo(Holding.HELD);
    if (!told.contains("h2")) {
      assertThat(ofLent.heldBy()).hasSize(2).contains("leased from " + told);
    }
    Held.object = null;
    assertThat(HiddenChannels.ofDescriptor(idle).holding()).isEqualTo(Holding.DROPPED);
  }
}
