package io.github.noleaks.random.suite;

import io.github.noleaks.random.Fixture;
import io.github.noleaks.random.Steps;
import io.github.noleaks.random.suite.Shapes.Extended;
import io.github.noleaks.random.suite.Shapes.OneInstance;
import io.github.noleaks.random.suite.Shapes.OneInstanceWithPool;
import io.github.noleaks.random.suite.Shapes.Templates;
import io.github.noleaks.random.suite.Shapes.Ten;
import io.github.noleaks.random.suite.Shapes.Twenty;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Fifty test classes of twenty tests each. */
final class Fifty {
  private Fifty() {}

  static class C01 extends Twenty {}

  static class C02 extends Twenty {}

  static class C03 extends Twenty {}

  static class C04 extends Twenty {}

  static class C05 extends Twenty {}

  static class C06 extends Twenty {}

  static class C07 extends Twenty {}

  static class C08 extends Twenty {}

  static class C09 extends Templates {}

  static class C10 extends Templates {}

  static class C11 extends Templates {}

  static class C12 extends Templates {}

  static class C13 extends Templates {}

  static class C14 extends Templates {}

  static class C15 extends Extended {}

  static class C16 extends Extended {}

  static class C17 extends Extended {}

  static class C18 extends Extended {}

  static class C19 extends Extended {}

  @Execution(ExecutionMode.SAME_THREAD)
  static class C20 extends Twenty {}

  @Execution(ExecutionMode.SAME_THREAD)
  static class C21 extends Twenty {}

  @Execution(ExecutionMode.SAME_THREAD)
  static class C22 extends Twenty {}

  @Execution(ExecutionMode.SAME_THREAD)
  static class C23 extends Twenty {}

  @Execution(ExecutionMode.SAME_THREAD)
  static class C24 extends Templates {}

  @Execution(ExecutionMode.SAME_THREAD)
  static class C25 extends Extended {}

  static class C26 extends Twenty {
    static final Fixture POOL = new Fixture();
  }

  static class C27 extends Twenty {
    static final Fixture POOL = new Fixture();
  }

  static class C28 extends Twenty {
    static final Fixture POOL = new Fixture();
  }

  static class C29 extends Twenty {
    static final Fixture POOL = new Fixture();
  }

  static class C30 extends Twenty {
    static final Fixture POOL = new Fixture();
  }

  static class C31 extends Twenty {
    static final Fixture POOL = new Fixture();
  }

  @Execution(ExecutionMode.SAME_THREAD)
  static class C32 extends Twenty {
    static final Fixture POOL = new Fixture();
  }

  @Execution(ExecutionMode.SAME_THREAD)
  static class C33 extends Twenty {
    static final Fixture POOL = new Fixture();
  }

  static class C34 extends Twenty {
    static {
      Steps.initialise(C34.class);
    }
  }

  static class C35 extends Twenty {
    static {
      Steps.initialise(C35.class);
    }
  }

  static class C36 extends Twenty {
    static {
      Steps.initialise(C36.class);
    }
  }

  static class C37 extends Ten {
    @Nested
    class Inner extends Ten {}
  }

  static class C38 extends Ten {
    @Nested
    class Inner extends Ten {}
  }

  static class C39 extends Ten {
    @Nested
    class Inner extends Ten {}
  }

  static class C40 extends Ten {
    @Nested
    class Inner extends Ten {}
  }

  static class C41 extends Ten {
    static final Fixture POOL = new Fixture();

    @Nested
    class Inner extends Ten {
      static final Fixture POOL = new Fixture();
    }
  }

  @Execution(ExecutionMode.SAME_THREAD)
  static class C42 extends Ten {
    @Nested
    class Inner extends Ten {}
  }

  @Execution(ExecutionMode.CONCURRENT)
  static class C43 extends OneInstance {}

  @Execution(ExecutionMode.CONCURRENT)
  static class C44 extends OneInstance {}

  static class C45 extends OneInstance {}

  @Execution(ExecutionMode.CONCURRENT)
  static class C46 extends OneInstanceWithPool {}

  @Execution(ExecutionMode.CONCURRENT)
  static class C47 extends OneInstanceWithPool {}

  @Execution(ExecutionMode.CONCURRENT)
  static class C48 extends OneInstanceWithPool {}

  static class C49 extends OneInstanceWithPool {}

  static class C50 extends OneInstance {
    static {
      Steps.initialise(C50.class);
    }
  }
}
