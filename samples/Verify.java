import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Compares what a sample's tests did with what they had to do. Run by {@code samples/run}; no
 * dependencies, so that {@code java Verify.java} is enough.
 *
 * <p>A sample's {@code expected.txt} has one statement a line:
 *
 * <pre>
 * run EXECUTION fails|passes          how Maven's test goal ends; opens a block
 * CLASS.METHOD passes
 * CLASS.METHOD leaks "text" "text"    fails with a LeaksFoundError that holds each text
 * the run leaks "text" "text"         so does the check of the whole run, by the session
 * the engine leaks "text" "text"      so does the check of the run at the end of Jupiter's engine
 * </pre>
 *
 * <p>Nothing may be missing and nothing may be more.
 */
final class Verify {
  private static final String LEAKS_FOUND = "io.github.noleaks.LeaksFoundError";
  private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"");
  private static final Pattern REPORT_ON_THE_RUN =
      Pattern.compile("(?ms)(?<=^|^\\[ERROR\\] )the test suite left .*?(?=^\\[)");
  private static final Pattern THE_RUN = Pattern.compile("^the run leaks (.*)$");
  private static final Pattern THE_ENGINE = Pattern.compile("^the engine leaks (.*)$");
  private static final Pattern RUN = Pattern.compile("^run (\\S+) (fails|passes)$");
  private static final Pattern TEST = Pattern.compile("^(\\S+) (passes|leaks)(.*)$");

  /** One test as Surefire's XML tells it; {@code type} and {@code text} are of its failure. */
  private record Test(String type, String text) {
    String start() {
      return text.lines().limit(10).collect(Collectors.joining(System.lineSeparator()));
    }
  }

  private record Block(String execution, boolean fails, Map<String, List<String>> tests) {}

  private static final String THE_RUN_KEY = "the run";

  /** As Surefire names the failure of an engine. */
  private static final String THE_ENGINE_KEY = "JUnit Jupiter.JUnit Jupiter";

  private final Path sample;
  private final Path jar;
  private final String junit;
  private final boolean quiet;
  private final List<String> complaints = new ArrayList<>();
  private int leaks;
  private int passes;

  private Verify(Path sample, Path jar, String junit, boolean quiet) {
    this.sample = sample;
    this.jar = jar;
    this.junit = junit;
    this.quiet = quiet;
  }

  /** Arguments: the sample's folder, the jar just built, the JUnit version, "quiet" or "show". */
  public static void main(String[] args) throws Exception {
    Verify verify =
        new Verify(Path.of(args[0]), Path.of(args[1]), args[2], args[3].equals("quiet"));
    for (Block block : blocks(Path.of(args[0], "expected.txt"))) {
      verify.check(block);
    }
    System.exit(verify.conclude());
  }

  private int conclude() {
    String name = sample.getFileName().toString();
    if (!complaints.isEmpty()) {
      complaints.forEach(complaint -> System.out.println("samples/run: " + complaint));
      System.out.printf("samples/run %s: NOT as expected%n", name);
      return 1;
    }
    System.out.printf(
        "samples/run %s: as expected: leaks caught: %d, tests green: %d (JUnit %s, JDK %s)%n",
        name, leaks, passes, junit, Runtime.version().feature());
    return 0;
  }

  private static List<Block> blocks(Path file) throws IOException {
    List<Block> blocks = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      Matcher run = RUN.matcher(line);
      Matcher theRun = THE_RUN.matcher(line);
      Matcher theEngine = THE_ENGINE.matcher(line);
      Matcher test = TEST.matcher(line);
      if (run.matches()) {
        blocks.add(new Block(run.group(1), run.group(2).equals("fails"), new LinkedHashMap<>()));
      } else if (theRun.matches()) {
        last(blocks).put(THE_RUN_KEY, quoted(theRun.group(1)));
      } else if (theEngine.matches()) {
        last(blocks).put(THE_ENGINE_KEY, quoted(theEngine.group(1)));
      } else if (test.matches()) {
        boolean passes = test.group(2).equals("passes");
        last(blocks).put(test.group(1), passes ? List.of() : quoted(test.group(3)));
      } else {
        throw new IllegalArgumentException(file + ": cannot read the line: " + line);
      }
    }
    return blocks;
  }

  private static Map<String, List<String>> last(List<Block> blocks) {
    return blocks.get(blocks.size() - 1).tests();
  }

  /** The quoted texts; a leak without any would be found in every report. */
  private static List<String> quoted(String text) {
    List<String> texts = QUOTED.matcher(text).results().map(found -> found.group(1)).toList();
    if (texts.isEmpty()) {
      throw new IllegalArgumentException("a leak needs texts that its report must hold: " + text);
    }
    return texts;
  }

  private void check(Block block) throws Exception {
    String execution = block.execution();
    Path logs = sample.resolve("target/run");
    String exit = Files.readString(logs.resolve(execution + ".exit")).strip();
    if (exit.equals("0") == block.fails()) {
      complain("%s: Maven ended with %s", execution, exit);
    }
    Map<String, List<String>> expected = new LinkedHashMap<>(block.tests());
    List<String> theRun = expected.remove(THE_RUN_KEY);
    compare(execution, expected, results(execution));
    if (expected.containsKey(THE_ENGINE_KEY)) {
      return; // It is in an XML report, and Surefire prints it, too.
    }
    checkTheRun(execution, theRun, Files.readString(logs.resolve(execution + ".log")));
  }

  private void compare(
      String execution, Map<String, List<String>> expected, Map<String, Test> results) {
    expected.forEach(
        (name, texts) -> {
          Test result = results.remove(name);
          if (result == null) {
            complain("%s: %s did not run", execution, name);
          } else if (texts.isEmpty()) {
            checkPassed(name, result);
          } else {
            checkLeaked(name, texts, result);
          }
        });
    results.forEach(
        (name, result) -> complain("%s: %s was not expected: %s", execution, name, result.start()));
  }

  private void checkPassed(String name, Test result) {
    if (result.type().isEmpty()) {
      passes++;
    } else {
      complain("%s had to pass, but failed with %s", name, result.start());
    }
  }

  private void checkLeaked(String name, List<String> texts, Test result) {
    if (!result.type().equals(LEAKS_FOUND)) {
      String end = result.type().isEmpty() ? "passed" : "failed with " + result.start();
      complain("%s had to fail with %s, but %s", name, LEAKS_FOUND, end);
      return;
    }
    leaks++;
    show(result.text());
    checkTexts(name, texts, result.text());
  }

  /** An error of the whole run is in no XML report: Surefire only prints it. */
  private void checkTheRun(String execution, List<String> texts, String log) {
    Matcher report = REPORT_ON_THE_RUN.matcher(log);
    boolean found = report.find();
    if (texts == null) {
      if (found) {
        complain("%s: the run had to leave nothing behind, but %s", execution, report.group());
      }
    } else if (!found) {
      complain("%s: the check of the whole run had to find a leak", execution);
    } else {
      leaks++;
      show(report.group());
      checkTexts("the run", texts, report.group());
    }
  }

  private void checkTexts(String name, List<String> texts, String report) {
    for (String text : texts) {
      if (!report.contains(text)) {
        complain("%s: the report has to say \"%s\":%n%s", name, text, report);
      }
    }
  }

  private Map<String, Test> results(String execution) throws Exception {
    Path folder = sample.resolve("target/surefire-reports");
    Path own = folder.resolve(execution);
    Map<String, Test> results = new TreeMap<>();
    for (Path file : xmlFiles(Files.isDirectory(own) ? own : folder)) {
      Document document =
          DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
      checkClassPath(execution, document);
      NodeList cases = document.getElementsByTagName("testcase");
      for (int i = 0; i < cases.getLength(); i++) {
        Element test = (Element) cases.item(i);
        String name = test.getAttribute("classname") + "." + test.getAttribute("name");
        if (results.put(name, result(test)) != null) {
          complain("%s: %s is reported twice", execution, name);
        }
      }
    }
    return results;
  }

  private static List<Path> xmlFiles(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".xml")).sorted().toList();
    }
  }

  private static Test result(Element test) {
    for (String tag : List.of("failure", "error", "skipped")) {
      NodeList found = test.getElementsByTagName(tag);
      if (found.getLength() > 0) {
        Element end = (Element) found.item(0);
        String type = end.getAttribute("type");
        return new Test(type.isEmpty() ? tag : type, end.getTextContent());
      }
    }
    return new Test("", "");
  }

  /** The sample must have used the jar just built, and the JUnit that was asked for. */
  private void checkClassPath(String execution, Document document) {
    String path = "";
    NodeList properties = document.getElementsByTagName("property");
    for (int i = 0; i < properties.getLength(); i++) {
      Element property = (Element) properties.item(i);
      if (property.getAttribute("name").equals("surefire.test.class.path")) {
        path = property.getAttribute("value");
      }
    }
    List<Path> entries =
        Arrays.stream(path.split(Pattern.quote(System.getProperty("path.separator"))))
            .map(Path::of)
            .toList();
    if (entries.stream().noneMatch(this::isJarJustBuilt)) {
      complain("%s: the tests did not use %s, but %s", execution, jar, path);
    }
    String api = "junit-platform-engine-" + junit.replaceFirst("^5", "1") + ".jar";
    if (entries.stream().noneMatch(entry -> entry.endsWith(api))) {
      complain("%s: the tests did not use %s, but %s", execution, api, path);
    }
  }

  private boolean isJarJustBuilt(Path entry) {
    try {
      return entry.getFileName() != null
          && entry.getFileName().toString().startsWith("noleaks-")
          && Files.mismatch(entry, jar) == -1;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void show(String report) {
    if (!quiet) {
      report
          .lines()
          .takeWhile(line -> !line.startsWith("\tat ") && !line.startsWith("    at "))
          .forEach(System.out::println);
    }
  }

  private void complain(String format, Object... values) {
    complaints.add(format.formatted(values));
  }
}
