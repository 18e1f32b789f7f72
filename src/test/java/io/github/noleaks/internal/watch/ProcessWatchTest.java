package io.github.noleaks.internal.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.noleaks.OpenChannel.Kind;
import io.github.noleaks.internal.access.OwnProcesses;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@DisabledOnOs(OS.WINDOWS)
class ProcessWatchTest {
  private final ProcessWatch watch = ProcessWatch.shared();
  private final List<Process> started = new ArrayList<>();

  private Process start(String... command) throws IOException {
    return keep(new ProcessBuilder(command).start());
  }

  private Process keep(Process process) {
    started.add(process);
    return process;
  }

  private static void end(Process process) throws InterruptedException {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
  }

  @AfterEach
  void endAll() throws InterruptedException {
    for (Process each : started) {
      end(each);
    }
  }

  @Test
  void oneThatIsLeftAliveIsTold() throws IOException {
    ProcessMark mark = watch.mark();

    Process sleep = start("sleep", "1000");

    assertThat(watch.unchangedSince(mark)).isFalse();
    List<SeenProcess> since = watch.since(mark);
    assertThat(since)
        .singleElement()
        .satisfies(
            seen -> {
              assertThat(seen.key()).startsWith(sleep.pid() + " ");
              assertThat(seen.process().pid()).isEqualTo(sleep.pid());
              assertThat(seen.process().command()).endsWith("sleep 1000");
              assertThat(seen.process().age()).isBetween(Duration.ZERO, Duration.ofSeconds(30));
              assertThat(seen.process().descendants()).isZero();
            });
    assertThat(watch.since(mark)).extracting(SeenProcess::key).containsExactly(since.get(0).key());
  }

  @Test
  void oneThatEndedIsNot() throws IOException, InterruptedException {
    ProcessMark mark = watch.mark();

    end(start("sleep", "1000"));

    await().until(() -> watch.since(mark).isEmpty());
  }

  @Test
  void oneThatWasThereIsNot() throws IOException {
    start("sleep", "1000");
    ProcessMark mark = watch.mark();

    assertThat(watch.since(mark)).isEmpty();
    assertThat(mark.children().handles()).hasSize(1);
  }

  @Test
  void oneBesideAnotherThatWasThere() throws IOException {
    start("sleep", "1000");
    ProcessMark mark = watch.mark();

    Process second = start("sleep", "1001");

    assertThat(watch.unchangedSince(mark)).isFalse();
    assertThat(pidsSince(mark)).containsExactly(second.pid());
  }

  /** The thread that waited for the first waits for the second, and nothing else looks new. */
  @Test
  void oneInThePlaceOfAnother() throws IOException, InterruptedException {
    Process first = start("sleep", "1000");
    ProcessMark mark = watch.mark();
    end(first);
    await().until(() -> Reapers.now().threads().stream().noneMatch(ProcessWatchTest::isBusy));
    assertThat(watch.since(mark)).isEmpty();

    Process second = start("sleep", "1001");

    assertThat(watch.unchangedSince(mark)).isFalse();
    assertThat(pidsSince(mark)).containsExactly(second.pid());
  }

  private static boolean isBusy(java.lang.ref.WeakReference<Thread> reaper) {
    Thread thread = reaper.get();
    return thread != null && thread.getState() == Thread.State.RUNNABLE;
  }

  private List<Long> pidsSince(ProcessMark mark) {
    return watch.since(mark).stream().map(seen -> seen.process().pid()).toList();
  }

  @Test
  void descendantsAreCounted() throws IOException {
    ProcessMark mark = watch.mark();

    start("sh", "-c", "sleep 1000 & sleep 1001; true");

    await()
        .untilAsserted(
            () ->
                assertThat(watch.since(mark))
                    .singleElement()
                    .extracting(seen -> seen.process().descendants())
                    .isEqualTo(2));
  }

  @Test
  void thoseOfNoLeaksAreLeftOut() throws IOException {
    ProcessMark mark = watch.mark();
    DescriptorMark descriptors = DescriptorWatch.shared().exactMark();

    keep(OwnProcesses.start(new ProcessBuilder("sleep", "1000")));

    assertThat(watch.since(mark)).isEmpty();
    assertThat(DescriptorWatch.shared().since(descriptors)).isEmpty();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void thePipesOfAProcessAreNamedAsItsDescriptorsAre() throws IOException {
    DescriptorMark descriptors = DescriptorWatch.shared().exactMark();
    ProcessMark mark = watch.mark();

    Process sleep = start("sleep", "1000");

    List<SeenChannel> channels = DescriptorWatch.shared().since(descriptors);
    assertThat(channels).hasSize(3).allMatch(seen -> seen.channel().kind() == Kind.PIPE);
    assertThat(watch.since(mark).get(0).pipes())
        .isEqualTo(ProcessWatch.pipesOf(sleep.pid()))
        .hasSize(3)
        .allSatisfy(pipe -> assertThat(channels).anyMatch(seen -> seen.key().endsWith(" " + pipe)));
  }

  @Test
  void nothingIsNewWithoutAProcess() {
    ProcessMark mark = watch.mark();

    assertThat(watch.since(mark)).isEmpty();
  }

  @Test
  void whatTheSystemSays() {
    assertThat(Children.parseLastPid("0.20 0.18 0.12 1/80 11206")).isEqualTo(11206);
    assertThat(Children.parseLastPid("0.00 0.00 0.00 0/0 0")).isEqualTo(Children.UNKNOWN);
    assertThat(Children.parseLastPid("other")).isEqualTo(Children.UNKNOWN);
    assertThat(ProcessWatch.isDead("12 (a) b) Z 1 2")).isTrue();
    assertThat(ProcessWatch.isDead("12 (Z) S 1 2")).isFalse();
    assertThat(ProcessWatch.isDead("")).isFalse();
  }
}
