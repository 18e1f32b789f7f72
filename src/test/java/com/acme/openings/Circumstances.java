package com.acme.openings;

import io.github.noleaks.Origin;
import io.github.noleaks.internal.origin.Origins;
import io.github.noleaks.internal.origin.Owner;
import io.github.noleaks.internal.origin.Tag;
import io.github.noleaks.internal.watch.OpeningWatch;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A file that is opened for others, by many at once, and where the stack ends. */
final class Circumstances {
  private static final int TIMES = 2_500;

  private final Path file;
  private final Scenario scenario;

  Circumstances(Path file, Scenario scenario) {
    this.file = file;
    this.scenario = scenario;
  }

  void run() throws Exception {
    owners();
    underLoad();
  }

  private void owners() throws Exception {
    Owner owner = new Owner("OrderTest.reads()", null);
    Tag before = Origins.enter(owner);
    long mark = OpeningWatch.shared().mark();
    try (FileInputStream unused = new FileInputStream(file.toFile())) {
      scenario.print("own thread", owners(mark));
    }
    List<FileInputStream> opened = new ArrayList<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                opened.add(new FileInputStream(file.toFile()));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            "reader");
    thread.start();
    thread.join();
    scenario.print("inherited", owners(mark));
    opened.get(0).close();
    Origins.leave(before);
    try (FileInputStream unused = new FileInputStream(file.toFile())) {
      scenario.print("nobody's", owners(mark));
    }
  }

  private static String owners(long mark) {
    return OpeningWatch.shared().since(mark).stream()
        .map(
            seen -> {
              Origin origin = Objects.requireNonNull(seen.channel().opener());
              return "%s by %s of %s, before %s"
                  .formatted(
                      origin.subject(),
                      origin.creator(),
                      seen.tag() == null ? null : seen.tag().owner(),
                      origin.before() == null ? null : origin.before().creator());
            })
        .toList()
        .toString();
  }

  private void underLoad() throws Exception {
    long mark = OpeningWatch.shared().mark();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      threads.add(new Thread(this::openManyTimes));
    }
    threads.forEach(Thread::start);
    for (Thread each : threads) {
      each.join();
    }
    scenario.print("many threads", OpeningWatch.shared().since(mark).toString());
    try {
      openAtEachDepth(0);
    } catch (StackOverflowError e) {
      // What was opened last may have been lost: by the JDK, and not by the watch.
    }
    long after = OpeningWatch.shared().mark();
    try (FileInputStream unused = new FileInputStream(file.toFile())) {
      scenario.print("no room", Integer.toString(OpeningWatch.shared().since(after).size()));
    }
  }

  private void openManyTimes() {
    try {
      for (int i = 0; i < TIMES; i++) {
        new FileInputStream(file.toFile()).close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void openAtEachDepth(int depth) throws IOException {
    new FileInputStream(file.toFile()).close();
    if (depth < Integer.MAX_VALUE) {
      openAtEachDepth(depth + 1);
    }
  }
}
