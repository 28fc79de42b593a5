package org.teavm.classlib.java.util.concurrent;

import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A value that somebody sets, and what follows from it. Without an executor, each step has a thread
 * of its own.
 */
public class TCompletableFuture<T> extends TOutcome<T> implements TFuture<T>, TCompletionStage<T> {
  private static final Executor THREADS = task -> new Thread(task, "CompletableFuture").start();

  public TCompletableFuture() {}

  public static <U> TCompletableFuture<U> supplyAsync(Supplier<U> supplier) {
    return supplyAsync(supplier, THREADS);
  }

  public static <U> TCompletableFuture<U> supplyAsync(Supplier<U> supplier, Executor executor) {
    return new TCompletableFuture<U>().completeAsync(supplier, executor);
  }

  public static TCompletableFuture<Void> runAsync(Runnable runnable) {
    return runAsync(runnable, THREADS);
  }

  public static TCompletableFuture<Void> runAsync(Runnable runnable, Executor executor) {
    Objects.requireNonNull(runnable);
    return supplyAsync(
        () -> {
          runnable.run();
          return null;
        },
        executor);
  }

  public static <U> TCompletableFuture<U> completedFuture(U value) {
    TCompletableFuture<U> future = new TCompletableFuture<>();
    future.complete(value);
    return future;
  }

  public static <U> TCompletableFuture<U> failedFuture(Throwable problem) {
    TCompletableFuture<U> future = new TCompletableFuture<>();
    future.completeExceptionally(problem);
    return future;
  }

  public static <U> TCompletionStage<U> completedStage(U value) {
    return completedFuture(value);
  }

  public static <U> TCompletionStage<U> failedStage(Throwable problem) {
    return failedFuture(problem);
  }

  public static TCompletableFuture<Void> allOf(TCompletableFuture<?>... futures) {
    TCompletableFuture<Void> all = completedFuture(null);
    for (TCompletableFuture<?> future : futures) {
      all = all.both(null, future, (one, two) -> null);
    }
    return all;
  }

  public static TCompletableFuture<Object> anyOf(TCompletableFuture<?>... futures) {
    TCompletableFuture<Object> any = new TCompletableFuture<>();
    for (TCompletableFuture<?> future : futures) {
      future.whenComplete(any::settleAsFollowing);
    }
    return any;
  }

  public static Executor delayedExecutor(long delay, TimeUnit unit) {
    return delayedExecutor(delay, unit, THREADS);
  }

  public static Executor delayedExecutor(long delay, TimeUnit unit, Executor executor) {
    Objects.requireNonNull(executor);
    return task -> later(delay, unit, () -> executor.execute(task));
  }

  @Override
  public boolean isDone() {
    return done;
  }

  @Override
  public boolean isCancelled() {
    return problem instanceof CancellationException;
  }

  public boolean isCompletedExceptionally() {
    return problem != null;
  }

  public boolean complete(T value) {
    return settle(value, null);
  }

  public boolean completeExceptionally(Throwable problem) {
    return settle(null, Objects.requireNonNull(problem));
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    return settle(null, new CancellationException()) || isCancelled();
  }

  public TCompletableFuture<T> completeAsync(Supplier<? extends T> supplier) {
    return completeAsync(supplier, defaultExecutor());
  }

  public TCompletableFuture<T> completeAsync(Supplier<? extends T> supplier, Executor executor) {
    Objects.requireNonNull(supplier);
    executor.execute(
        () -> {
          try {
            complete(supplier.get());
          } catch (Throwable failure) {
            settle(null, wrapped(failure));
          }
        });
    return this;
  }

  public TCompletableFuture<T> orTimeout(long timeout, TimeUnit unit) {
    later(timeout, unit, () -> completeExceptionally(new TTimeoutException()));
    return this;
  }

  public TCompletableFuture<T> completeOnTimeout(T value, long timeout, TimeUnit unit) {
    later(timeout, unit, () -> complete(value));
    return this;
  }

  @Override
  public synchronized T get() throws InterruptedException, ExecutionException {
    while (!done) {
      wait();
    }
    return got();
  }

  @Override
  public synchronized T get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TTimeoutException {
    long until = System.nanoTime() + unit.toNanos(timeout);
    while (!done) {
      long left = until - System.nanoTime();
      if (left <= 0) {
        throw new TTimeoutException();
      }
      wait(left / 1_000_000 + 1);
    }
    return got();
  }

  public synchronized T join() {
    boolean interrupted = false;
    while (!done) {
      try {
        wait();
      } catch (InterruptedException late) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return joined();
  }

  public T getNow(T valueIfAbsent) {
    return done ? joined() : valueIfAbsent;
  }

  public Executor defaultExecutor() {
    return THREADS;
  }

  @Override
  public <U> TCompletableFuture<U> newIncompleteFuture() {
    return new TCompletableFuture<>();
  }

  public TCompletableFuture<T> copy() {
    return thenApply(value -> value);
  }

  public TCompletionStage<T> minimalCompletionStage() {
    return copy();
  }

  public int getNumberOfDependents() {
    return followers();
  }

  @Override
  public TCompletableFuture<T> toCompletableFuture() {
    return this;
  }

  @Override
  public String toString() {
    String state =
        problem != null
            ? "Completed exceptionally: " + problem
            : done ? "Completed normally" : "Not completed";
    return super.toString() + "[" + state + "]";
  }

  @Override
  public <U> TCompletableFuture<U> thenApply(Function<? super T, ? extends U> function) {
    return onValue(null, (next, value) -> next.complete(function.apply(value)));
  }

  @Override
  public <U> TCompletableFuture<U> thenApplyAsync(Function<? super T, ? extends U> function) {
    return thenApplyAsync(function, defaultExecutor());
  }

  @Override
  public <U> TCompletableFuture<U> thenApplyAsync(
      Function<? super T, ? extends U> function, Executor executor) {
    return onValue(
        Objects.requireNonNull(executor), (next, value) -> next.complete(function.apply(value)));
  }

  @Override
  public TCompletableFuture<Void> thenAccept(Consumer<? super T> action) {
    return onValue(
        null,
        (next, value) -> {
          action.accept(value);
          next.complete(null);
        });
  }

  @Override
  public TCompletableFuture<Void> thenAcceptAsync(Consumer<? super T> action) {
    return thenAcceptAsync(action, defaultExecutor());
  }

  @Override
  public TCompletableFuture<Void> thenAcceptAsync(Consumer<? super T> action, Executor executor) {
    return onValue(
        Objects.requireNonNull(executor),
        (next, value) -> {
          action.accept(value);
          next.complete(null);
        });
  }

  @Override
  public TCompletableFuture<Void> thenRun(Runnable action) {
    return onValue(
        null,
        (next, value) -> {
          action.run();
          next.complete(null);
        });
  }

  @Override
  public TCompletableFuture<Void> thenRunAsync(Runnable action) {
    return thenRunAsync(action, defaultExecutor());
  }

  @Override
  public TCompletableFuture<Void> thenRunAsync(Runnable action, Executor executor) {
    return onValue(
        Objects.requireNonNull(executor),
        (next, value) -> {
          action.run();
          next.complete(null);
        });
  }

  @Override
  public <U, V> TCompletableFuture<V> thenCombine(
      TCompletionStage<? extends U> other, BiFunction<? super T, ? super U, ? extends V> function) {
    return both(null, other, function);
  }

  @Override
  public <U, V> TCompletableFuture<V> thenCombineAsync(
      TCompletionStage<? extends U> other, BiFunction<? super T, ? super U, ? extends V> function) {
    return thenCombineAsync(other, function, defaultExecutor());
  }

  @Override
  public <U, V> TCompletableFuture<V> thenCombineAsync(
      TCompletionStage<? extends U> other,
      BiFunction<? super T, ? super U, ? extends V> function,
      Executor executor) {
    return both(Objects.requireNonNull(executor), other, function);
  }

  @Override
  public <U> TCompletableFuture<Void> thenAcceptBoth(
      TCompletionStage<? extends U> other, BiConsumer<? super T, ? super U> action) {
    return both(
        null,
        other,
        (one, two) -> {
          action.accept(one, two);
          return null;
        });
  }

  @Override
  public <U> TCompletableFuture<Void> thenAcceptBothAsync(
      TCompletionStage<? extends U> other, BiConsumer<? super T, ? super U> action) {
    return thenAcceptBothAsync(other, action, defaultExecutor());
  }

  @Override
  public <U> TCompletableFuture<Void> thenAcceptBothAsync(
      TCompletionStage<? extends U> other,
      BiConsumer<? super T, ? super U> action,
      Executor executor) {
    return both(
        Objects.requireNonNull(executor),
        other,
        (one, two) -> {
          action.accept(one, two);
          return null;
        });
  }

  @Override
  public TCompletableFuture<Void> runAfterBoth(TCompletionStage<?> other, Runnable action) {
    return both(
        null,
        other,
        (one, two) -> {
          action.run();
          return null;
        });
  }

  @Override
  public TCompletableFuture<Void> runAfterBothAsync(TCompletionStage<?> other, Runnable action) {
    return runAfterBothAsync(other, action, defaultExecutor());
  }

  @Override
  public TCompletableFuture<Void> runAfterBothAsync(
      TCompletionStage<?> other, Runnable action, Executor executor) {
    return both(
        Objects.requireNonNull(executor),
        other,
        (one, two) -> {
          action.run();
          return null;
        });
  }

  @Override
  public <U> TCompletableFuture<U> applyToEither(
      TCompletionStage<? extends T> other, Function<? super T, U> function) {
    return either(other).onValue(null, (next, value) -> next.complete(function.apply(value)));
  }

  @Override
  public <U> TCompletableFuture<U> applyToEitherAsync(
      TCompletionStage<? extends T> other, Function<? super T, U> function) {
    return applyToEitherAsync(other, function, defaultExecutor());
  }

  @Override
  public <U> TCompletableFuture<U> applyToEitherAsync(
      TCompletionStage<? extends T> other, Function<? super T, U> function, Executor executor) {
    return either(other)
        .onValue(
            Objects.requireNonNull(executor),
            (next, value) -> next.complete(function.apply(value)));
  }

  @Override
  public TCompletableFuture<Void> acceptEither(
      TCompletionStage<? extends T> other, Consumer<? super T> action) {
    return either(other)
        .onValue(
            null,
            (next, value) -> {
              action.accept(value);
              next.complete(null);
            });
  }

  @Override
  public TCompletableFuture<Void> acceptEitherAsync(
      TCompletionStage<? extends T> other, Consumer<? super T> action) {
    return acceptEitherAsync(other, action, defaultExecutor());
  }

  @Override
  public TCompletableFuture<Void> acceptEitherAsync(
      TCompletionStage<? extends T> other, Consumer<? super T> action, Executor executor) {
    return either(other)
        .onValue(
            Objects.requireNonNull(executor),
            (next, value) -> {
              action.accept(value);
              next.complete(null);
            });
  }

  @Override
  public TCompletableFuture<Void> runAfterEither(TCompletionStage<?> other, Runnable action) {
    return either(other)
        .onValue(
            null,
            (next, value) -> {
              action.run();
              next.complete(null);
            });
  }

  @Override
  public TCompletableFuture<Void> runAfterEitherAsync(TCompletionStage<?> other, Runnable action) {
    return runAfterEitherAsync(other, action, defaultExecutor());
  }

  @Override
  public TCompletableFuture<Void> runAfterEitherAsync(
      TCompletionStage<?> other, Runnable action, Executor executor) {
    return either(other)
        .onValue(
            Objects.requireNonNull(executor),
            (next, value) -> {
              action.run();
              next.complete(null);
            });
  }

  @Override
  public <U> TCompletableFuture<U> thenCompose(
      Function<? super T, ? extends TCompletionStage<U>> function) {
    return onValue(
        null, (next, value) -> function.apply(value).whenComplete(next::settleAsFollowing));
  }

  @Override
  public <U> TCompletableFuture<U> thenComposeAsync(
      Function<? super T, ? extends TCompletionStage<U>> function) {
    return thenComposeAsync(function, defaultExecutor());
  }

  @Override
  public <U> TCompletableFuture<U> thenComposeAsync(
      Function<? super T, ? extends TCompletionStage<U>> function, Executor executor) {
    return onValue(
        Objects.requireNonNull(executor),
        (next, value) -> function.apply(value).whenComplete(next::settleAsFollowing));
  }

  @Override
  public <U> TCompletableFuture<U> handle(BiFunction<? super T, Throwable, ? extends U> function) {
    return next(null, (next, value, problem) -> next.complete(function.apply(value, problem)));
  }

  @Override
  public <U> TCompletableFuture<U> handleAsync(
      BiFunction<? super T, Throwable, ? extends U> function) {
    return handleAsync(function, defaultExecutor());
  }

  @Override
  public <U> TCompletableFuture<U> handleAsync(
      BiFunction<? super T, Throwable, ? extends U> function, Executor executor) {
    return next(
        Objects.requireNonNull(executor),
        (next, value, problem) -> next.complete(function.apply(value, problem)));
  }

  @Override
  public TCompletableFuture<T> whenComplete(BiConsumer<? super T, ? super Throwable> action) {
    return next(null, (next, value, problem) -> after(next, value, problem, action));
  }

  @Override
  public TCompletableFuture<T> whenCompleteAsync(BiConsumer<? super T, ? super Throwable> action) {
    return whenCompleteAsync(action, defaultExecutor());
  }

  @Override
  public TCompletableFuture<T> whenCompleteAsync(
      BiConsumer<? super T, ? super Throwable> action, Executor executor) {
    return next(
        Objects.requireNonNull(executor),
        (next, value, problem) -> after(next, value, problem, action));
  }

  @Override
  public TCompletableFuture<T> exceptionally(Function<Throwable, ? extends T> function) {
    return next(
        null,
        (next, value, problem) -> next.complete(problem == null ? value : function.apply(problem)));
  }

  @Override
  public TCompletableFuture<T> exceptionallyAsync(Function<Throwable, ? extends T> function) {
    return exceptionallyAsync(function, defaultExecutor());
  }

  @Override
  public TCompletableFuture<T> exceptionallyAsync(
      Function<Throwable, ? extends T> function, Executor executor) {
    return next(
        Objects.requireNonNull(executor),
        (next, value, problem) -> next.complete(problem == null ? value : function.apply(problem)));
  }
}
