package io.github.noleaks.internal.report;

import io.github.noleaks.Leak;
import io.github.noleaks.Verdict;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The report for people. */
public final class TextReport {

  private static final int MOST_LINES = 190;
  private static final int MOST_NOTES = 20;

  private TextReport() {}

  /**
   * Writes the findings, the first ones in full: the text stays under 200 lines however many there
   * are, and says how many it left out.
   *
   * @param subject what was checked
   * @param leaks the findings, the gravest first
   * @param notes what the reader should know about the check itself
   * @return the text, without a line break at its end
   */
  public static String of(String subject, List<Leak> leaks, List<String> notes) {
    List<String> lines = new ArrayList<>();
    lines.add(
        Wording.printable(subject)
            + " left "
            + (leaks.isEmpty() ? "nothing" : Wording.left(leaks, "stuck worker"))
            + " behind");
    List<String> end = notes(notes);
    int room = MOST_LINES - end.size();
    int shown = 0;
    while (shown < leaks.size()) {
      List<String> finding = FindingText.of(shown + 1, leaks.get(shown));
      if (shown > 0 && lines.size() + finding.size() + 1 > room) {
        break;
      }
      lines.add("");
      lines.addAll(finding);
      shown++;
    }
    if (shown < leaks.size()) {
      lines.add("");
      lines.add(rest(leaks.subList(shown, leaks.size())));
    }
    lines.addAll(end);
    return String.join("\n", lines);
  }

  /**
   * The same for all threads of a heap dump that wait: there is nothing to ignore in it, and no end
   * to its length.
   *
   * @param file the dump's name
   * @param threads how many threads it holds
   * @param findings what is said about those that wait
   * @param notes what the reader should know
   * @return the text, without a line break at its end
   */
  public static String ofDump(String file, int threads, List<Leak> findings, List<String> notes) {
    List<String> lines = new ArrayList<>();
    lines.add(
        Wording.printable(file)
            + " holds "
            + Wording.count(threads, "thread")
            + (findings.isEmpty()
                ? "; none waits in code worth telling"
                : ", of which wait: " + kinds(findings)));
    for (int i = 0; i < findings.size(); i++) {
      lines.add("");
      lines.addAll(FindingText.of(i + 1, withoutIgnore(findings.get(i))));
    }
    lines.addAll(notes(notes));
    return String.join("\n", lines);
  }

  private static Leak withoutIgnore(Leak leak) {
    return new Leak(
        leak.verdict(),
        leak.summary(),
        leak.threads(),
        leak.tasks(),
        leak.channels(),
        leak.processes(),
        leak.waitsIn(),
        leak.heldBy(),
        leak.at(),
        leak.sourceLine(),
        leak.startedIn(),
        leak.fix(),
        "",
        leak.fingerprint(),
        leak.creatorFingerprint(),
        leak.evidence());
  }

  private static String rest(List<Leak> leaks) {
    return "… and "
        + Wording.count(leaks.size(), "more finding")
        + ": "
        + kinds(leaks)
        + " (the JSON report has them all)";
  }

  private static String kinds(List<Leak> leaks) {
    Map<Verdict, List<Leak>> byVerdict = new EnumMap<>(Verdict.class);
    for (Leak leak : leaks) {
      byVerdict.computeIfAbsent(leak.verdict(), verdict -> new ArrayList<>()).add(leak);
    }
    List<String> kinds = new ArrayList<>();
    byVerdict.forEach(
        (verdict, some) ->
            kinds.add(Wording.left(some, FindingText.OLDER) + ' ' + verdict.label()));
    return String.join(", ", kinds);
  }

  private static List<String> notes(List<String> notes) {
    List<String> lines = new ArrayList<>();
    for (String note : notes.subList(0, Math.min(MOST_NOTES, notes.size()))) {
      lines.add((lines.isEmpty() ? "\nnote: " : "note: ") + Wording.printable(note));
    }
    if (notes.size() > MOST_NOTES) {
      lines.add("… and " + Wording.count(notes.size() - MOST_NOTES, "more note"));
    }
    return lines;
  }
}
