package io.github.noleaks.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.waits.Held;
import io.github.noleaks.internal.evidence.HiddenThreads;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the heap says about the thread of a {@code Timer}. */
class TimersTest {
  private static final String HELD = "held by static com.acme.waits.Held.object";

  private final HiddenThreads threads = new HiddenThreads();

  @AfterEach
  void freeThem() {
    Held.object = null;
    threads.close();
  }

  private static final class Job extends TimerTask {
    @Override
    public void run() {}
  }

  private static final class Cancelled extends TimerTask {
    @Override
    public void run() {}
  }

  /** The id of a timer's thread, once it has run a task. */
  private long threadOf(Timer timer) {
    AtomicLong id = new AtomicLong();
    CountDownLatch ran = new CountDownLatch(1);
    timer.schedule(
        new TimerTask() {
          @Override
          public void run() {
            id.set(threads.started(Thread.currentThread()));
            ran.countDown();
          }
        },
        0);
    HiddenThreads.await(ran);
    return id.get();
  }

  private List<String> executor(long thread) {
    return threads.evidence(thread).executor();
  }

  @Test
  void anIdleTimerWasNeverCancelled() {
    Timer timer = new Timer("acme-timer", true);
    HiddenThreads.atTheEnd(timer::cancel);
    long thread = threadOf(timer);
    Held.object = timer;
    timer = null;
    assertThat(executor(thread)).containsExactly("Timer: never cancelled", HELD);
  }

  @Test
  void itsTasksAreToldByTheirClassAndTime() {
    Timer timer = new Timer("acme-timer", true);
    HiddenThreads.atTheEnd(timer::cancel);
    long thread = threadOf(timer);
    timer.schedule(new Job(), TimeUnit.HOURS.toMillis(60));
    timer.schedule(new Job(), TimeUnit.MINUTES.toMillis(90), 30_000);
    TimerTask cancelled = new Cancelled();
    timer.schedule(cancelled, TimeUnit.HOURS.toMillis(1));
    cancelled.cancel();
    Held.object = timer;
    timer = null;
    List<String> told = executor(thread);
    assertThat(told).hasSize(3);
    assertThat(told.get(1))
        .startsWith("2 tasks wait for their time: ")
        .contains(Job.class.getName() + ", delayed, due in 2 days")
        .containsPattern("Job, periodic every 30 s, next in (89|90) min")
        .doesNotContain("Cancelled");
    assertThat(told.get(2)).isEqualTo(HELD);
  }

  @Test
  void aTimerThatNobodyHoldsGoesOnAsLongAsItHasTasks() {
    long thread = forgottenTimer();
    assertThat(executor(thread)).last().isEqualTo("held by nobody but its own thread");
  }

  private long forgottenTimer() {
    Timer timer = new Timer("acme-timer", true);
    long thread = threadOf(timer);
    TimerTask job = new Job();
    timer.schedule(job, TimeUnit.HOURS.toMillis(1));
    // A timer that is gone ends with its last task.
    HiddenThreads.atTheEnd(job::cancel);
    HiddenThreads.atTheEnd(() -> HiddenThreads.thread(thread).interrupt());
    return thread;
  }
}
