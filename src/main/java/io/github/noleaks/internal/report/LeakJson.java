package io.github.noleaks.internal.report;

import com.google.gson.stream.JsonWriter;
import io.github.noleaks.Leak;
import io.github.noleaks.LeakReport;
import io.github.noleaks.LeakedProcess;
import io.github.noleaks.LeakedTask;
import io.github.noleaks.LeakedThread;
import io.github.noleaks.OpenChannel;
import io.github.noleaks.Origin;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes reports as JSON, field by field: the names are a format others read. {@code threads} and
 * {@code stack} are always there, and empty if no thread was left; {@code tasks} is there if some
 * were left in a queue, each with its {@code class}, its {@code kind} as in {@link
 * io.github.noleaks.LeakedTask.Kind}, {@code dueInMillis} if it has to wait for its time, and its
 * {@code executor}. A thread that was there before has the {@code task} it is stuck in. {@code
 * channels} is there if some were left open, each with its {@code kind} as in {@link
 * OpenChannel.Kind}, {@code dropped}, and, if known, its {@code target}, {@code class}, {@code
 * heldBy} and {@code openedBy}; {@code processes} if some were left alive, each with its {@code
 * pid}, {@code command}, {@code ageInMillis}, {@code descendants} and {@code startedBy}. All of one
 * finding are opened in the same place: one without it has that of the one before.
 */
final class LeakJson {

  private final JsonWriter out;

  LeakJson(JsonWriter out) {
    this.out = out;
  }

  void report(LeakReport report) throws IOException {
    out.beginObject();
    out.name("subject").value(report.subject());
    out.name("leaks").beginArray();
    for (Leak leak : report.leaks()) {
      leak(leak);
    }
    out.endArray();
    out.name("notes").beginArray();
    for (String note : report.notes()) {
      out.value(note);
    }
    out.endArray();
    out.endObject();
  }

  private void leak(Leak leak) throws IOException {
    out.beginObject();
    out.name("verdict").value(leak.verdict().name());
    out.name("summary").value(leak.summary());
    optional("waitsIn", leak.waitsIn());
    optional("heldBy", leak.heldBy());
    optional("waitsFor", leak.evidence().waitsFor());
    list("wokenBy", leak.evidence().wokenBy());
    if (leak.evidence().retains() >= 0) {
      out.name("retainsAtMost").value(leak.evidence().retains());
    }
    list("executor", leak.evidence().executor());
    optional("at", leak.at() == null ? null : StackText.frame(leak.at()));
    optional("sourceLine", leak.sourceLine());
    Origin origin = leak.threads().isEmpty() ? null : leak.origin();
    origin("createdBy", origin);
    optional("startedIn", leak.startedIn());
    out.name("fix").value(leak.fix());
    out.name("ignore").value(leak.ignore());
    out.name("fingerprint").value(leak.fingerprint());
    optional("creatorFingerprint", leak.creatorFingerprint());
    out.name("threads").beginArray();
    for (LeakedThread thread : leak.threads()) {
      thread(thread, leak, origin);
    }
    out.endArray();
    stack(leak.stack());
    tasks(leak.tasks());
    channels(leak.channels());
    processes(leak.processes());
    out.endObject();
  }

  private void channels(List<OpenChannel> channels) throws IOException {
    if (channels.isEmpty()) {
      return;
    }
    Origin told = null;
    out.name("channels").beginArray();
    for (OpenChannel channel : channels) {
      out.beginObject();
      out.name("kind").value(channel.kind().name());
      optional("target", channel.target().isEmpty() ? null : channel.target());
      optional("class", channel.className());
      out.name("dropped").value(channel.dropped());
      origin("openedBy", Objects.equals(channel.opener(), told) ? null : channel.opener());
      list("heldBy", channel.heldBy());
      out.endObject();
      told = channel.opener();
    }
    out.endArray();
  }

  private void processes(List<LeakedProcess> processes) throws IOException {
    if (processes.isEmpty()) {
      return;
    }
    Origin told = null;
    out.name("processes").beginArray();
    for (LeakedProcess process : processes) {
      out.beginObject();
      out.name("pid").value(process.pid());
      out.name("command").value(process.command());
      out.name("ageInMillis").value(process.age().toMillis());
      out.name("descendants").value(process.descendants());
      origin("startedBy", Objects.equals(process.opener(), told) ? null : process.opener());
      out.endObject();
      told = process.opener();
    }
    out.endArray();
  }

  private void origin(String name, @Nullable Origin origin) throws IOException {
    if (origin != null) {
      out.name(name);
      origin(origin);
    }
  }

  private void tasks(List<LeakedTask> tasks) throws IOException {
    if (tasks.isEmpty()) {
      return;
    }
    out.name("tasks").beginArray();
    for (LeakedTask task : tasks) {
      out.beginObject();
      out.name("class").value(task.className());
      out.name("kind").value(task.kind().name());
      if (!task.delay().isZero()) {
        out.name("dueInMillis").value(task.delay().toMillis());
      }
      out.name("executor").value(task.executor());
      out.endObject();
    }
    out.endArray();
  }

  private void thread(LeakedThread thread, Leak leak, @Nullable Origin told) throws IOException {
    out.beginObject();
    out.name("id").value(thread.id());
    out.name("name").value(thread.name());
    out.name("class").value(thread.className());
    optional("group", thread.group());
    out.name("state").value(thread.state().name());
    out.name("daemon").value(thread.daemon());
    out.name("virtual").value(thread.virtual());
    optional("task", thread.task());
    if (!thread.stack().equals(leak.stack())) {
      stack(thread.stack());
    }
    if (!Objects.equals(thread.origin(), told)) {
      out.name("createdBy");
      origin(thread.origin());
    }
    out.endObject();
  }

  private void origin(@Nullable Origin origin) throws IOException {
    if (origin == null) {
      out.nullValue();
      return;
    }
    out.beginObject();
    optional("subject", origin.subject());
    optional("thread", origin.creator());
    if (origin.creatorId() >= 0) {
      out.name("threadId").value(origin.creatorId());
    }
    if (origin.problem() == null) {
      stack(origin.stack());
    } else {
      out.name("unknown").value(origin.problem());
    }
    if (origin.before() != null) {
      out.name("before");
      origin(origin.before());
    }
    out.endObject();
  }

  private void stack(List<StackTraceElement> stack) throws IOException {
    out.name("stack").beginArray();
    for (StackTraceElement frame : stack) {
      out.value(StackText.frame(frame));
    }
    out.endArray();
  }

  private void list(String name, List<String> values) throws IOException {
    if (!values.isEmpty()) {
      out.name(name).beginArray();
      for (String value : values) {
        out.value(value);
      }
      out.endArray();
    }
  }

  private void optional(String name, @Nullable String value) throws IOException {
    if (value != null) {
      out.name(name).value(value);
    }
  }
}
