package io.github.noleaks.internal.ignore;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.github.noleaks.LeakedTask;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Tasks that libraries schedule for what they keep open, such as the timeout of an idle connection:
 * they belong to whatever keeps that open, not to the test that has used it first. The list is the
 * resource {@code known-tasks.json}, read once, when first needed. Thread-safe.
 */
public final class KnownTasks {
  private static final String RESOURCE = "known-tasks.json";

  private KnownTasks() {}

  private static final class Holder {
    static final List<Glob> CLASSES = load();

    private static List<Glob> load() {
      try (InputStream in = KnownTasks.class.getResourceAsStream(RESOURCE)) {
        if (in == null) {
          return List.of();
        }
        List<Glob> classes = new ArrayList<>();
        for (JsonElement each :
            JsonParser.parseReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                .getAsJsonObject()
                .getAsJsonArray("tasks")) {
          classes.add(Glob.of(each.getAsJsonObject().get("class").getAsString()));
        }
        return List.copyOf(classes);
      } catch (IOException | JsonParseException | IllegalStateException e) {
        return List.of();
      }
    }
  }

  /**
   * Whether a task is known, and comes to its end with what it was scheduled for.
   *
   * @param task the facts about the task
   * @return {@code true} if no test is to blame for it
   */
  public static boolean isHarmless(LeakedTask task) {
    return Holder.CLASSES.stream().anyMatch(each -> each.matches(task.className()));
  }
}
