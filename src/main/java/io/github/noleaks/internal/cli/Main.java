package io.github.noleaks.internal.cli;

import io.github.noleaks.Leak;
import io.github.noleaks.LeakedThread;
import io.github.noleaks.internal.diagnose.Diagnosis;
import io.github.noleaks.internal.evidence.DumpedThreads;
import io.github.noleaks.internal.ignore.KnownThreads;
import io.github.noleaks.internal.report.Console;
import io.github.noleaks.internal.report.TextReport;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** {@code java -jar noleaks.jar heap FILE.hprof}: the threads of any heap dump, diagnosed. */
public final class Main {
  private static final int WRONG_USE = 2;
  private static final int FAILED = 1;
  private static final String NO_VALUES = "--no-values";

  private static final String USAGE =
      """
      usage: java -jar noleaks.jar heap FILE.hprof [--no-values]

      Says of each thread in a heap dump that waits what it waits for, who could wake it, and
      whether it is stuck for ever. The dump is one of HotSpot's, of JDK 17 or later, made by
      jcmd PID GC.heap_dump FILE.hprof, by jmap, or by the JVM when it ran out of memory.

        --no-values   leave out strings, numbers and other values, tell types only\
      """;

  private Main() {}

  /**
   * Does it. Ends the JVM with 0, or with 1 if the dump cannot be read, or with 2 for wrong
   * arguments.
   *
   * @param args what to do
   */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  static int run(String... args) {
    List<String> rest = Arrays.stream(args).filter(arg -> !arg.equals(NO_VALUES)).toList();
    if (rest.size() != 2 || !rest.get(0).equals("heap")) {
      Console.print(USAGE);
      return WRONG_USE;
    }
    try {
      Console.tell(report(Path.of(rest.get(1)), rest.size() == args.length));
      return 0;
    } catch (IOException | RuntimeException e) {
      Console.print("NoLeaks cannot read " + rest.get(1) + ": " + reason(e));
      return FAILED;
    } catch (OutOfMemoryError e) {
      Console.print(
          "NoLeaks cannot read %s: it needs more memory than the %,d MB it has; give it more with -Xmx"
              .formatted(rest.get(1), Runtime.getRuntime().maxMemory() >> 20));
      return FAILED;
    }
  }

  private static String reason(Exception e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  private static String report(Path file, boolean values) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new FileNotFoundException("there is no such file");
    }
    DumpedThreads dumped = DumpedThreads.read(file, values);
    List<LeakedThread> waiting =
        dumped.threads().stream()
            .filter(thread -> thread.state() != Thread.State.RUNNABLE)
            .filter(thread -> !KnownThreads.isHarmless(thread))
            .toList();
    List<Leak> findings = Diagnosis.of(waiting, thread -> null, dumped.evidence());
    return TextReport.ofDump(
        file.getFileName().toString(),
        dumped.threads().size(),
        findings,
        dumped.evidence().notes());
  }
}
