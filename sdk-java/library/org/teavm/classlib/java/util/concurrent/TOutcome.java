package org.teavm.classlib.java.util.concurrent;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

/** What becomes of a {@code CompletableFuture}, and who follows it. */
abstract class TOutcome<T> {
  boolean done;
  T value;
  Throwable problem;
  private List<Runnable> followers = new ArrayList<>();

  abstract <U> TCompletableFuture<U> newIncompleteFuture();

  /** How many wait for it. */
  synchronized int followers() {
    return done ? 0 : followers.size();
  }

  T got() throws ExecutionException {
    if (problem == null) {
      return value;
    }
    if (problem instanceof CancellationException) {
      throw (CancellationException) problem;
    }
    boolean isWrapped = problem instanceof TCompletionException && problem.getCause() != null;
    throw new ExecutionException(isWrapped ? problem.getCause() : problem);
  }

  T joined() {
    if (problem == null) {
      return value;
    }
    if (problem instanceof CancellationException) {
      throw (CancellationException) problem;
    }
    throw wrapped(problem);
  }

  /** What a follower does with the outcome. */
  interface Step<T, U> {
    void take(TCompletableFuture<U> next, T value, Throwable problem);
  }

  <U> TCompletableFuture<U> next(Executor executor, Step<T, U> step) {
    TCompletableFuture<U> next = newIncompleteFuture();
    Runnable action =
        () -> {
          try {
            step.take(next, value, problem);
          } catch (Throwable failure) {
            next.settle(null, wrapped(failure));
          }
        };
    follow(executor == null ? action : () -> executor.execute(action));
    return next;
  }

  /** The same of a value; what went wrong before goes on. */
  <U> TCompletableFuture<U> onValue(Executor executor, BiConsumer<TCompletableFuture<U>, T> step) {
    return next(
        executor,
        (next, value, problem) -> {
          if (problem == null) {
            step.accept(next, value);
          } else {
            next.settle(null, wrapped(problem));
          }
        });
  }

  <U, V> TCompletableFuture<V> both(
      Executor executor,
      TCompletionStage<? extends U> other,
      BiFunction<? super T, ? super U, ? extends V> function) {
    TCompletableFuture<? extends U> second = other.toCompletableFuture();
    TCompletableFuture<V> both = newIncompleteFuture();
    next(
        null,
        (nothing, one, problem) ->
            second.next(
                executor,
                (last, two, later) -> {
                  try {
                    if (problem == null && later == null) {
                      both.complete(function.apply(one, two));
                    } else {
                      both.settle(null, wrapped(problem == null ? later : problem));
                    }
                  } catch (Throwable failure) {
                    both.settle(null, wrapped(failure));
                  }
                }));
    return both;
  }

  @SuppressWarnings("unchecked")
  TCompletableFuture<T> either(TCompletionStage<?> other) {
    TCompletableFuture<T> either = newIncompleteFuture();
    next(null, (nothing, value, problem) -> either.settleAsFollowing(value, problem));
    other
        .toCompletableFuture()
        .next(null, (nothing, value, problem) -> either.settleAsFollowing((T) value, problem));
    return either;
  }

  static <T> void after(
      TCompletableFuture<T> next,
      T value,
      Throwable problem,
      BiConsumer<? super T, ? super Throwable> action) {
    try {
      action.accept(value, problem);
    } catch (Throwable failure) {
      if (problem == null) {
        throw failure;
      }
    }
    next.settleAsFollowing(value, problem);
  }

  void settleAsFollowing(T value, Throwable problem) {
    settle(value, problem == null ? null : wrapped(problem));
  }

  boolean settle(T value, Throwable problem) {
    List<Runnable> now;
    synchronized (this) {
      if (done) {
        return false;
      }
      this.value = value;
      this.problem = problem;
      done = true;
      now = followers;
      followers = null;
      notifyAll();
    }
    now.forEach(Runnable::run);
    return true;
  }

  void follow(Runnable follower) {
    synchronized (this) {
      if (!done) {
        followers.add(follower);
        return;
      }
    }
    follower.run();
  }

  static TCompletionException wrapped(Throwable problem) {
    return problem instanceof TCompletionException
        ? (TCompletionException) problem
        : new TCompletionException(problem);
  }

  static void later(long delay, TimeUnit unit, Runnable task) {
    Thread timer =
        new Thread(
            () -> {
              try {
                Thread.sleep(unit.toMillis(delay));
                task.run();
              } catch (InterruptedException stopped) {
                // Nobody wants it any more.
              }
            },
            "CompletableFuture");
    timer.setDaemon(true);
    timer.start();
  }
}
