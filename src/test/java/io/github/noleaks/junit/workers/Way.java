package io.github.noleaks.junit.workers;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** A way for a task not to end. */
enum Way {
  LATCH {
    @Override
    Trap set() {
      CountDownLatch never = new CountDownLatch(1);
      return trap(never::await, never::countDown);
    }
  },
  FULL_QUEUE {
    @Override
    Trap set() {
      BlockingQueue<String> full = new ArrayBlockingQueue<>(1);
      full.add("first");
      return trap(() -> full.put("second"), full::clear);
    }
  },
  MONITOR {
    @Override
    Trap set() {
      Object monitor = new Object();
      AtomicBoolean open = new AtomicBoolean();
      return trap(
          () -> {
            synchronized (monitor) {
              while (!open.get()) {
                monitor.wait();
              }
            }
          },
          () -> {
            synchronized (monitor) {
              open.set(true);
              monitor.notifyAll();
            }
          });
    }
  },
  SLEEPS {
    @Override
    Trap set() {
      AtomicBoolean open = new AtomicBoolean();
      return trap(
          () -> {
            while (!open.get()) {
              Thread.sleep(TimeUnit.HOURS.toMillis(1));
            }
          },
          () -> open.set(true));
    }
  },
  NEVER_ENDS {
    @Override
    Trap set() {
      AtomicBoolean open = new AtomicBoolean();
      return trap(
          () -> {
            while (!open.get()) {
              Thread.onSpinWait();
            }
          },
          () -> open.set(true));
    }
  };

  /** Holds whoever goes in, until it is opened. */
  interface Trap {
    void enter() throws InterruptedException;

    /** Opens it. One that sleeps has to be interrupted after that. */
    void open();
  }

  private interface Entry {
    void enter() throws InterruptedException;
  }

  abstract Trap set();

  private static Trap trap(Entry entry, Runnable exit) {
    return new Trap() {
      @Override
      public void enter() throws InterruptedException {
        entry.enter();
      }

      @Override
      public void open() {
        exit.run();
      }
    };
  }
}
