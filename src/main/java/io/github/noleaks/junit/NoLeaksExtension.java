package io.github.noleaks.junit;

import io.github.noleaks.NoLeaksConfigurationException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * The Jupiter extension behind {@link io.github.noleaks.VerifyNoLeaks}; also registered for every
 * class of a suite by JUnit's auto-detection. Stateless: all state lives in the stores of the
 * extension contexts.
 *
 * <p>It is a condition only because conditions are evaluated before any other extension's callback
 * for a test or class: what is put into a store then is closed after everything else.
 */
public final class NoLeaksExtension
    implements ExecutionCondition, BeforeAllCallback, BeforeEachCallback, InvocationInterceptor {

  private static final ConditionEvaluationResult ENABLED =
      ConditionEvaluationResult.enabled("NoLeaks disables nothing");

  /** Made by JUnit. */
  public NoLeaksExtension() {}

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    try {
      if (context.getTestMethod().isPresent()) {
        MethodScope.prepare(context);
      } else if (context.getTestClass().isPresent()) {
        ClassScope.of(context).open();
      }
    } catch (NoLeaksConfigurationException e) {
      // JUnit would wrap it here; the callbacks below meet it again and tell it as it is.
    }
    return ENABLED;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    ClassScope ofClass = ClassScope.of(context);
    ofClass.open();
    ofClass.instancePrepared();
  }

  @Override
  public void interceptBeforeAllMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    ClassScope.of(context).fixture(invocation);
  }

  @Override
  public void interceptAfterAllMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    ClassScope.of(context).fixture(invocation);
  }

  @Override
  public void interceptDynamicTest(
      Invocation<@Nullable Void> invocation,
      DynamicTestInvocationContext invocationContext,
      ExtensionContext context)
      throws Throwable {
    MethodScope.part(context, invocation);
  }

  @Override
  public <T> T interceptTestClassConstructor(
      Invocation<T> invocation,
      ReflectiveInvocationContext<Constructor<T>> constructor,
      ExtensionContext context)
      throws Throwable {
    return ClassScope.of(context).construct(constructor.getTargetClass(), invocation);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    MethodScope.start(context);
  }
}
