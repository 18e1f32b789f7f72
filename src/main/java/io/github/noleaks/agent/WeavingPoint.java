package io.github.noleaks.agent;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A line of {@code weaving.txt}.
 *
 * @param type the internal name of the class
 * @param method the name of the method
 * @param parameters how its descriptor begins
 * @param atEnd whether the hook is called before the method returns, not before it begins
 * @param hook the name of the hook
 * @param arguments what the hook is given
 * @param optional whether the class may be missing
 */
record WeavingPoint(
    String type,
    String method,
    String parameters,
    boolean atEnd,
    String hook,
    List<String> arguments,
    boolean optional) {

  /** By class, in the order of the table. */
  static Map<String, List<WeavingPoint>> read() throws IOException {
    Map<String, List<WeavingPoint>> points = new LinkedHashMap<>();
    try (InputStream in = WeavingPoint.class.getResourceAsStream("weaving.txt")) {
      if (in == null) {
        throw new IOException("weaving.txt is missing");
      }
      BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      for (String line; (line = reader.readLine()) != null; ) {
        if (!line.isEmpty() && line.charAt(0) != '#') {
          WeavingPoint point = parse(line);
          points.computeIfAbsent(point.type, type -> new ArrayList<>()).add(point);
        }
      }
    }
    return points;
  }

  private static WeavingPoint parse(String line) {
    boolean optional = line.charAt(0) == '?';
    String[] words = line.substring(optional ? 1 : 0).split(" ", -1);
    int parenthesis = words[1].indexOf('(');
    String method = parenthesis < 0 ? words[1] : words[1].substring(0, parenthesis);
    String parameters = parenthesis < 0 ? "(" : words[1].substring(parenthesis);
    return new WeavingPoint(
        words[0],
        method,
        parameters,
        words[2].equals("end"),
        words[3],
        Arrays.asList(words).subList(4, words.length),
        optional);
  }

  boolean isAt(String name, String descriptor) {
    return name.equals(method) && descriptor.startsWith(parameters);
  }

  /** What opens may be missed; what closes may not. */
  boolean closes() {
    return hook.equals("closed");
  }

  String className() {
    return type.replace('/', '.');
  }

  @Override
  public String toString() {
    return className() + "." + method;
  }
}
