package io.github.noleaks.junit;

import io.github.noleaks.AllowLeaks;
import io.github.noleaks.Check;
import io.github.noleaks.FailedTests;
import io.github.noleaks.IgnoreLeaks;
import io.github.noleaks.IgnoreRule;
import io.github.noleaks.IgnoreRule.Criterion;
import io.github.noleaks.NoLeaksConfigurationException;
import io.github.noleaks.Resource;
import io.github.noleaks.Scope;
import io.github.noleaks.StartsForAll;
import io.github.noleaks.VerifyNoLeaks;
import io.github.noleaks.internal.check.Settings;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.platform.commons.support.AnnotationSupport;

/** What the annotations on a class or method change in the settings around it. */
final class AnnotatedSettings {
  private AnnotatedSettings() {}

  /**
   * Adds what an element says to what holds around it.
   *
   * @param suite what holds for the whole suite
   * @param around what holds around the element
   * @throws NoLeaksConfigurationException if it cannot be meant
   */
  static Settings apply(Settings suite, Settings around, AnnotatedElement element) {
    String where = " on " + name(element);
    Settings settings =
        around.ignoring(
            AnnotationSupport.findRepeatableAnnotations(element, IgnoreLeaks.class).stream()
                .map(annotation -> rule(annotation, "@IgnoreLeaks" + where))
                .toList(),
            "@IgnoreLeaks" + where);
    Optional<VerifyNoLeaks> verify = AnnotationSupport.findAnnotation(element, VerifyNoLeaks.class);
    Optional<AllowLeaks> allow = AnnotationSupport.findAnnotation(element, AllowLeaks.class);
    allow.ifPresent(annotation -> requireReason(annotation.reason(), "@AllowLeaks" + where));
    if (allow.isPresent() && verify.isPresent()) {
      boolean allowHere = isDeclared(element, AllowLeaks.class);
      if (allowHere && isDeclared(element, VerifyNoLeaks.class)) {
        throw new NoLeaksConfigurationException(
            "@AllowLeaks and @VerifyNoLeaks stand together" + where + ": keep one of them");
      }
      // One of them is inherited: what is said here is meant.
      return allowHere ? settings.off() : verified(suite, settings, verify.get(), element, where);
    }
    if (allow.isPresent()) {
      return settings.off();
    }
    return verify.isPresent() ? verified(suite, settings, verify.get(), element, where) : settings;
  }

  /**
   * Whether what the fixtures of a class start serves the whole run.
   *
   * @throws NoLeaksConfigurationException if it gives no reason
   */
  static boolean startsForAll(Class<?> testClass) {
    Optional<StartsForAll> annotation =
        AnnotationSupport.findAnnotation(testClass, StartsForAll.class);
    annotation.ifPresent(
        each -> requireReason(each.reason(), "@StartsForAll on " + name(testClass)));
    return annotation.isPresent();
  }

  /** Whether one of our annotations stands on the element. */
  static boolean isAnnotated(AnnotatedElement element) {
    return AnnotationSupport.isAnnotated(element, VerifyNoLeaks.class)
        || AnnotationSupport.isAnnotated(element, AllowLeaks.class)
        || !AnnotationSupport.findRepeatableAnnotations(element, IgnoreLeaks.class).isEmpty();
  }

  private static Settings verified(
      Settings suite,
      Settings around,
      VerifyNoLeaks verify,
      AnnotatedElement element,
      String where) {
    String source = "@VerifyNoLeaks" + where;
    refuseContradictions(verify, element, source);
    // Where @AllowLeaks stands around it, the check is asked for again: as the suite has it.
    Check inherited = around.check() == Check.OFF ? suite.check() : around.check();
    return new Settings(
        verify.check() == Check.CONFIGURED ? inherited : verify.check(),
        verify.scope() == Scope.CONFIGURED ? around.scope() : verify.scope(),
        verify.settle().isEmpty() ? around.settle() : settle(verify.settle(), source),
        verify.detect().length == 0 ? around.detect() : Set.of(verify.detect()),
        verify.failedTests() == FailedTests.CONFIGURED
            ? around.failedTests()
            : verify.failedTests(),
        around.rules(),
        around.heap(),
        around.access());
  }

  private static void refuseContradictions(
      VerifyNoLeaks verify, AnnotatedElement element, String source) {
    if (verify.check() == Check.OFF
        && (verify.scope() != Scope.CONFIGURED
            || !verify.settle().isEmpty()
            || verify.detect().length > 0
            || verify.failedTests() != FailedTests.CONFIGURED)) {
      throw new NoLeaksConfigurationException(
          "check", "OFF", source, "with OFF nothing is checked, so no other attribute may be set");
    }
    if (verify.scope() != Scope.CONFIGURED && element instanceof Method) {
      throw new NoLeaksConfigurationException(
          "scope", verify.scope().name(), source, "allowed on a class only");
    }
    if (verify.scope() == Scope.SUITE) {
      throw new NoLeaksConfigurationException(
          "scope",
          "SUITE",
          source,
          "allowed are METHOD and CLASS; noleaks.scope=suite is for the whole run");
    }
    if (Arrays.stream(verify.detect()).distinct().count() < verify.detect().length) {
      Resource[] detect = verify.detect();
      throw new NoLeaksConfigurationException(
          "detect", Arrays.toString(detect), source, "allowed is each kind once");
    }
  }

  private static Duration settle(String value, String source) {
    try {
      return Durations.parse(value);
    } catch (IllegalArgumentException e) {
      throw new NoLeaksConfigurationException(
          "settle", value, source, "allowed is " + Durations.ALLOWED);
    }
  }

  private static IgnoreRule rule(IgnoreLeaks annotation, String source) {
    requireReason(annotation.reason(), source);
    IgnoreRule rule = IgnoreRule.because(annotation.reason());
    rule = with(rule, Criterion.THREAD, annotation.thread());
    rule = with(rule, Criterion.THREAD_CLASS, annotation.threadClass());
    rule = with(rule, Criterion.GROUP, annotation.group());
    rule = with(rule, Criterion.TOP_FRAME, annotation.topFrame());
    rule = with(rule, Criterion.ANY_FRAME, annotation.anyFrame());
    rule = with(rule, Criterion.CREATOR, annotation.creator());
    rule = with(rule, Criterion.TASK, annotation.task());
    rule = with(rule, Criterion.CHANNEL, annotation.channel());
    rule = with(rule, Criterion.PROCESS, annotation.process());
    List<Thread.State> states = List.of(annotation.state());
    return states.isEmpty() ? rule : rule.state(states.get(0), states.toArray(new Thread.State[0]));
  }

  private static IgnoreRule with(IgnoreRule rule, Criterion criterion, String pattern) {
    return pattern.isEmpty() ? rule : rule.with(criterion, pattern);
  }

  private static void requireReason(String reason, String source) {
    if (reason.isBlank()) {
      throw new NoLeaksConfigurationException(
          "reason", reason, source, "say in a sentence why this is harmless");
    }
  }

  private static boolean isDeclared(AnnotatedElement element, Class<? extends Annotation> type) {
    return Arrays.stream(element.getDeclaredAnnotations())
        .map(Annotation::annotationType)
        .anyMatch(found -> found == type || AnnotationSupport.isAnnotated(found, type));
  }

  private static String name(AnnotatedElement element) {
    if (element instanceof Method method) {
      return method.getDeclaringClass().getName() + "." + method.getName() + "()";
    }
    return element instanceof Class<?> type ? type.getName() : element.toString();
  }
}
