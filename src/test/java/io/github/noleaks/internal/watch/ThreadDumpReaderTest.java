package io.github.noleaks.internal.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.github.noleaks.Blocker;
import io.github.noleaks.LeakedThread;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ThreadDumpReaderTest {
  private static final long[] PLATFORM_IDS = {31, 1};

  private static List<LeakedThread> read(String json) throws IOException {
    return ThreadDumpReader.virtualThreads(new StringReader(json), PLATFORM_IDS);
  }

  private static final String OF_21 =
      """
      {"threadDump": {"processId": "2834", "time": "2026-11-21T06:39:35Z", "runtimeVersion": "21",
        "threadContainers": [
          {"container": "<root>", "parent": null, "owner": null, "threads": [
             {"tid": "1", "name": "main", "stack": ["V.main(V.java:27)"]},
             {"tid": "30", "name": "", "stack": [
               "java.base\\/java.lang.VirtualThread.park(VirtualThread.java:592)",
               "java.base\\/java.util.concurrent.locks.LockSupport.park(LockSupport.java:219)",
               "com.acme.Sender.send(Sender.java:12)",
               "java.base\\/java.lang.VirtualThread.run(VirtualThread.java:309)"]},
             {"tid": "32", "name": "platform thread that has ended since", "stack": [
               "java.base\\/java.lang.Thread.run(Thread.java:1583)"]}],
           "threadCount": "3"}]}}
      """;

  private static final String OF_25 =
      """
      {"threadDump": {"formatVersion": 2, "threadContainers": [
        {"container": "<root>", "threads": [
          {"tid": "1", "time": "x", "name": "main", "state": "RUNNABLE", "stack": []}]},
        {"container": "java.util.concurrent.ThreadPerTaskExecutor@c430e6c", "threads": [
          {"tid": 33, "virtual": true, "name": "waits", "state": "WAITING",
           "parkBlocker": {"object": "java.util.Foo@533bda92", "owner": "31", "new": [1]},
           "stack": ["java.base/java.lang.VirtualThread.park(VirtualThread.java:742)"],
           "monitorsOwned": [{"depth": 4, "locks": ["java.lang.Object@6f10d5b6"]}]},
          {"tid": "34", "virtual": true, "name": "enters", "state": "BLOCKED",
           "blockedOn": "java.lang.Object@ffffffff", "carrier": "24", "stack": []}]}]}}
      """;

  @Test
  void concludesWhatTheFormatOf21DoesNotSay() throws IOException {
    assertThat(read(OF_21))
        .singleElement()
        .satisfies(
            seen -> {
              assertThat(seen.id()).isEqualTo(30);
              assertThat(seen.virtual()).isTrue();
              assertThat(seen.state()).isEqualTo(Thread.State.WAITING);
              assertThat(seen.stack()).hasSize(4);
              assertThat(seen.blocker()).isNull();
            });
  }

  @Test
  void readsTheFormatOf25() throws IOException {
    List<LeakedThread> threads = read(OF_25);

    assertThat(threads).extracting(LeakedThread::name).containsExactly("waits", "enters");
    assertThat(threads).extracting(LeakedThread::id).containsExactly(33L, 34L);
    assertThat(threads)
        .extracting(LeakedThread::blocker)
        .containsExactly(
            new Blocker("java.util.Foo", 0x533bda92, 31, null),
            new Blocker("java.lang.Object", -1, -1, null));
    assertThat(threads)
        .extracting(LeakedThread::state)
        .containsExactly(Thread.State.WAITING, Thread.State.BLOCKED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "{\"threadDump\": 1}", "not json at all"})
  void aBrokenDumpIsAnIoException(String json) {
    assertThatIOException().isThrownBy(() -> read(json));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "java.base/java.lang.Thread.run(Thread.java:1474) | java.base | java.lang.Thread | run |"
            + " 1474",
        "java.base@25/java.lang.Thread.run(Thread.java:1) | java.base@25 | java.lang.Thread | run |"
            + " 1",
        "app//com.acme.A.b(A.java:7) | app/ | com.acme.A | b | 7",
        "com.acme.A.b(A.java:7) | - | com.acme.A | b | 7",
        "com.acme.A$1.<init>(A.java) | - | com.acme.A$1 | <init> | -1",
        "java.base/jdk.internal.misc.Unsafe.park(Native Method) | java.base |"
            + " jdk.internal.misc.Unsafe | park | -2",
        "com.acme.A.b(Unknown Source) | - | com.acme.A | b | -1",
      })
  void frames(String text, String module, String className, String method, int line) {
    StackTraceElement frame = ThreadDumpReader.frame(text);

    assertThat(frame.getModuleName()).isEqualTo(module);
    assertThat(frame.getClassName()).isEqualTo(className);
    assertThat(frame.getMethodName()).isEqualTo(method);
    assertThat(frame.getLineNumber()).isEqualTo(line);
  }

  @Test
  void aFrameOfNoKnownFormIsKeptAsItIs() {
    assertThat(ThreadDumpReader.frame("???").getMethodName()).isEqualTo("???");
  }
}
