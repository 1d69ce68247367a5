(* What `derivative` and `differentiable` must not prove: rules without their hypotheses, and results that are not the core's. *)
From Symgrad Require Import Derivative.

Section Refusals.
  Context {F : ordered_field}.
  Add Field scalar_field : (field_laws F)
    (morphism (@ratio_morphism F), constants [ratio_constant], power_tac (@power_laws F) [power_exponent]).
  Variables (D : (tensor F -> F) -> tensor F -> list Z -> F) (HD : partial_derivative D).
  Variables (x w : tensor F) (exp log sqrt : F -> F) (pow : F -> F -> F) (f : list nat -> list F -> F) (i j m n N M : Z).
  Local Open Scope scalar_scope.

  Local Notation line N := (range 0 N (fun k => point true [k])).
  Local Notation values x := (fun p => match p with [k] => x [k] | _ => zero end).

  (* hypotheses that are missing, too weak, or about another place *)
  Goal D (fun x => inv (x [i])) x [m] = cast (-1) * power (inv (x [i])) 2 * D (fun x => x [i]) x [m].
  Proof. Fail derivative. Abort.
  Goal x [j] <> zero -> D (fun x => inv (x [i])) x [m] = cast (-1) * power (inv (x [i])) 2 * D (fun x => x [i]) x [m].
  Proof. intro. Fail derivative. Abort.
  Goal D (fun x => x [i] * inv (x [i])) x [m] = D (fun x => x [i]) x [m] * inv (x [i]) + x [i] * D (fun x => inv (x [i])) x [m].
  Proof. Fail derivative. Abort.
  Goal D (fun x => bracket (ltb zero (x [i]))) x [m] = zero.
  Proof. Fail derivative. Abort.
  Goal x [i] <> one -> D (fun x => bracket (ltb zero (x [i]))) x [m] = zero.
  Proof. intro. Fail derivative. Abort.
  Goal log_derivative log -> zero <= x [i] -> D (fun x => log (x [i])) x [m] = inv (x [i]) * D (fun x => x [i]) x [m].
  Proof. intros. Fail derivative. Abort.
  Goal D (fun x => exp (x [i])) x [m] = exp (x [i]) * D (fun x => x [i]) x [m].
  Proof. Fail derivative. Abort.
  Goal pow_derivative pow -> zero < x [i] ->
    D (fun x => pow (x [i]) (x [j])) x [m] = x [j] * pow (x [i]) (x [j] + cast (-1) * one) * D (fun x => x [i]) x [m].
  Proof. intros. Fail derivative. Abort.
  Goal smooth f 1 -> D (fun x => f [1]%nat [x [i]]) x [m] = f [2]%nat [x [i]] * D (fun x => x [i]) x [m].
  Proof. intro. Fail derivative. Abort.
  Goal (forall k, (0 <= k < N)%Z -> (2 | k)%Z -> x [k] <> zero) ->
    D (fun x => sum 0 N (fun k => inv (x [k]))) x [m] = sum 0 N (fun k => D (fun x => inv (x [k])) x [m]).
  Proof. intro. Fail derivative. Abort.
  Goal (forall k, (0 <= k < N)%Z -> x [k] <> zero) ->
    D (fun x => sum 0 (N + 1) (fun k => inv (x [k]))) x [m] = sum 0 (N + 1) (fun k => D (fun x => inv (x [k])) x [m]).
  Proof. intro. Fail derivative. Abort.
  Goal
    D (fun x => max_over (line N) (values x)) x [m] =
    sum 0 N (fun k => when (k =? at_index (argmax (line N) (values x)) 0)%Z (D (fun x => x [k]) x [m])).
  Proof. Fail derivative. Abort.
  Goal unique (line M) (values x) ->
    D (fun x => max_over (line N) (values x)) x [m] =
    sum 0 N (fun k => when (k =? at_index (argmax (line N) (values x)) 0)%Z (D (fun x => x [k]) x [m])).
  Proof. intro. Fail derivative. Abort.

  (* ranges, conditions and indices that depend on what is differentiated by cannot be passed over *)
  Goal D (fun x => sum 0 N (fun k => when (leb zero (x [k])) (x [k]))) x [m] =
    sum 0 N (fun k => when (leb zero (x [k])) (D (fun x => x [k]) x [m])).
  Proof. Fail derivative. Abort.

  (* other results *)
  Goal D (fun x => x [i; j]) x [m; n] = bracket (i =? m)%Z.
  Proof. Fail derivative. Abort.
  Goal D (fun x => x [i]) x [m] = one.
  Proof. Fail derivative. Abort.
  Goal D (fun x => x [i] * w [i]) x [m] = D (fun x => x [i]) x [m].
  Proof. Fail derivative. Abort.
  Goal D (fun x => x [i] * x [j]) x [m] = D (fun x => x [i]) x [m] * x [j].
  Proof. Fail derivative. Abort.
  Goal D (fun x => power (x [i]) 3) x [m] = cast 2 * power (x [i]) 2 * D (fun x => x [i]) x [m].
  Proof. Fail derivative. Abort.
  Goal D (fun x => sum 0 N (fun k => x [k])) x [m] = sum 0 (N + 1) (fun k => D (fun x => x [k]) x [m]).
  Proof. Fail derivative. Abort.
  Goal D (fun x => x [i] + w [i]) x [m] = D (fun x => x [i]) x [m] + one.
  Proof. Fail derivative. Abort.
  Goal x [i] <> zero -> D (fun x => inv (x [i])) x [m] = power (inv (x [i])) 2 * D (fun x => x [i]) x [m].
  Proof. intro. Fail derivative. Abort.
  Goal x [i] <> zero -> D (fun x => x [i] * inv (x [i])) x [m] = zero.
  Proof. intro. Fail derivative. Abort.

  (* an equation at the point x does not go under ∂ *)
  Goal x [i] = zero -> D (fun x => x [i]) x [i] = D (fun x => zero) x [i].
  Proof.
    intro H. Fail rewrite H. Fail (apply (d_equal D HD); intro; assumption).
  Abort.
End Refusals.
