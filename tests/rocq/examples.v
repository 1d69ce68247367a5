(* Every rule of ∂ of the core as the tactic `derivative` proves it, and derivatives of whole layers. *)
From Symgrad Require Import Derivative.

Section Rules.
  Context {F : ordered_field}.
  Add Field scalar_field : (field_laws F)
    (morphism (@ratio_morphism F), constants [ratio_constant], power_tac (@power_laws F) [power_exponent]).
  Variables (D : (tensor F -> F) -> tensor F -> list Z -> F) (HD : partial_derivative D).
  Variables (x w v r : tensor F) (i j m n N M : Z).
  Local Open Scope scalar_scope.

  Example const : D (fun x => w [i] * v [j]) x [m] = zero.
  Proof. derivative. Qed.
  Example const_scalar : D (fun r => w [i] * v [j]) r [] = zero.
  Proof. derivative. Qed.
  Example inverse_without_x : D (fun x => inv (w [i])) x [m] = cast (-1) * power (inv (w [i])) 2 * D (fun x => w [i]) x [m].
  Proof. derivative. Qed.
  Example sum_without_x : D (fun x => sum 0 N (fun k => when (k <? M)%Z (w [k]))) x [m] =
    sum 0 N (fun k => when (k <? M)%Z (D (fun x => w [k]) x [m])).
  Proof. derivative. Qed.
  Local Notation line := (range 0 N (fun k => point true [k])).
  Local Notation weights := (fun p => match p with [k] => w [k] | _ => zero end).
  Example maximum_without_x :
    D (fun x => max_over line weights) x [m] =
      sum 0 N (fun k => when (k =? at_index (argmax line weights) 0)%Z (D (fun x => w [k]) x [m])).
  Proof. derivative. Qed.
  Example sum_of_one_term : D (fun x => x [i]) x [m] = D (fun x => x [i]) x [m].
  Proof. derivative. Qed.
  Example read : D (fun x => x [i; (j + 1)%Z]) x [m; n] = bracket ((i =? m)%Z && (j + 1 =? n)%Z).
  Proof. derivative. Qed.
  Example read_three : D (fun x => x [i; j; i]) x [m; n; N] = bracket ((i =? m)%Z && (j =? n)%Z && (i =? N)%Z).
  Proof. derivative. Qed.
  Example read_twice : D (fun x => x [i; i]) x [m; m] = bracket (i =? m)%Z.
  Proof. derivative. Qed.
  Example read_scalar : D (fun r => r []) r [] = one.
  Proof. derivative. Qed.
  Example sum_of_terms : D (fun x => x [i] + w [i] + x [j] * w [j] + cast 3) x [m] =
    D (fun x => x [i]) x [m] + D (fun x => x [j] * w [j]) x [m].
  Proof. derivative. Qed.
  Example one_term : D (fun x => w [i] + x [i]) x [m] = D (fun x => x [i]) x [m].
  Proof. derivative. Qed.
  Example sum_of_sums : D (fun x => (x [i] + x [j]) + x [n]) x [m] = D (fun x => x [i] + x [j]) x [m] + D (fun x => x [n]) x [m].
  Proof. derivative. Qed.
  Example product : D (fun x => x [i] * w [i] * x [j]) x [m] =
    D (fun x => x [i]) x [m] * w [i] * x [j] + x [i] * w [i] * D (fun x => x [j]) x [m].
  Proof. derivative. Qed.
  Example product_of_sums :
    D (fun x => (x [i] + w [i]) * sum 0 N (fun k => x [k] * x [k])) x [m] =
    D (fun x => x [i] + w [i]) x [m] * sum 0 N (fun k => x [k] * x [k]) + (x [i] +
      w [i]) * D (fun x => sum 0 N (fun k => x [k] * x [k])) x [m].
  Proof. derivative. Qed.
  Example natural_power : D (fun x => power (x [i] + w [i]) 3) x [m] =
    cast 3 * power (x [i] + w [i]) 2 * D (fun x => x [i] + w [i]) x [m].
  Proof. derivative. Qed.
  Example power_one : D (fun x => power (x [i]) 1) x [m] = one * power (x [i]) 0 * D (fun x => x [i]) x [m].
  Proof. derivative. Qed.
  Example power_zero : D (fun x => power (x [i]) 0) x [m] = zero.
  Proof. derivative. Qed.
  Example inverse : x [i] * w [i] <> zero ->
    D (fun x => inv (x [i] * w [i])) x [m] = cast (-1) * power (inv (x [i] * w [i])) 2 * D (fun x => x [i] * w [i]) x [m].
  Proof. intro. derivative. Qed.
  Example summation :
    D (fun x => sum 0 N (fun k => sum k M (fun l => when ((k * 2 <=? l + i)%Z && (l <? m)%Z) (w [k; l] * x [(k + l)%Z])))) x [m] =
    sum 0 N (fun k => sum k M (fun l => when ((k * 2 <=? l + i)%Z && (l <? m)%Z) (D (fun x => w [k; l] * x [(k + l)%Z]) x [m]))).
  Proof. derivative. Qed.
  Example inner_sum_stays :
    D (fun x => sum 0 N (fun k => sum k M (fun l => x [(k + l)%Z]))) x [m] =
      sum 0 N (fun k => D (fun x => sum k M (fun l => x [(k + l)%Z])) x [m]).
  Proof. derivative. Qed.
  Example inverse_under_a_sum :
    (forall k, (0 <= k < N)%Z -> forall l, (k <= l < M)%Z -> (2 | l)%Z -> x [k; l] <> zero) ->
    D (fun x => sum 0 N (fun k => sum k M (fun l => when (l mod 2 =? 0)%Z (inv (x [k; l]))))) x [m] =
    sum 0 N (fun k => sum k M (fun l => when (l mod 2 =? 0)%Z (D (fun x => inv (x [k; l])) x [m]))).
  Proof. intro. derivative. Qed.
  Example inverse_under_conditions :
    (forall k, (0 <= k < N)%Z -> ~ (3 | k)%Z -> ((k < m)%Z \/ (2 | k)%Z) -> w [k] <> one -> x [k] <> zero) ->
    D (fun x => sum 0 N (fun k => when (negb (k mod 3 =? 0)%Z && ((k <? m)%Z || (k mod 2 =? 0)%Z) && negb (eqb (w [k]) one))
      (inv (x [k])))) x [m] =
    sum 0 N (fun k => when (negb (k mod 3 =? 0)%Z && ((k <? m)%Z || (k mod 2 =? 0)%Z) && negb (eqb (w [k]) one))
      (D (fun x => inv (x [k])) x [m])).
  Proof. intro. derivative. Qed.
  Example rectifier_condition : x [i] <> zero -> D (fun x => bracket (ltb zero (x [i]))) x [m] = zero.
  Proof. intro. derivative. Qed.
  Example conditions : x [i] <> x [j] -> x [i] * w [i] <> one ->
    D (fun x => bracket (leb (x [i]) (x [j]) && negb (eqb (x [i] * w [i]) one) || (i <? j)%Z)) x [m] = zero.
  Proof. intros. derivative. Qed.
  Local Notation taps := (range 0 N (fun k => range 0 M (fun l => point (0 <=? k + l)%Z [k; l]))).
  Local Notation values x := (fun p => match p with [k; l] => x [(i + k)%Z; (j + l)%Z] | _ => zero end).
  Example maximum :
    unique taps (values x) ->
    D (fun x => max_over taps (values x)) x [m; n] =
    sum 0 N (fun k => sum 0 M (fun l =>
      when ((0 <=? k + l)%Z && (k =? at_index (argmax taps (values x)) 0)%Z && (l =? at_index (argmax taps (values x)) 1)%Z)
        (D (fun x => x [(i + k)%Z; (j + l)%Z]) x [m; n]))).
  Proof. intro. derivative. Qed.

  Variables (exp log sqrt sin cos : F -> F) (pow : F -> F -> F) (f g : list nat -> list F -> F).
  Hypotheses (Hexp : exp_derivative exp) (Hlog : log_derivative log) (Hsqrt : sqrt_derivative sqrt)
    (Hsin : sin_derivative sin cos) (Hcos : cos_derivative sin cos) (Hpow : pow_derivative pow) (Hf : smooth f 2)
      (Hg : smooth g 1).

  Example exponential : D (fun x => exp (x [i] * w [i])) x [m] = exp (x [i] * w [i]) * D (fun x => x [i] * w [i]) x [m].
  Proof. derivative. Qed.
  Example logarithm : zero < x [i] -> D (fun x => log (x [i])) x [m] = inv (x [i]) * D (fun x => x [i]) x [m].
  Proof. intro. derivative. Qed.
  Example square_root : zero < x [i] -> D (fun x => sqrt (x [i])) x [m] = inv (cast 2 * sqrt (x [i])) * D (fun x => x [i]) x [m].
  Proof. intro. derivative. Qed.
  Example sine : D (fun r => sin (r [])) r [] = cos (r []) * D (fun r => r []) r [].
  Proof. derivative. Qed.
  Example cosine : D (fun r => cos (r [])) r [] = cast (-1) * sin (r []) * D (fun r => r []) r [].
  Proof. derivative. Qed.
  Example real_power : zero < x [i] + w [i] ->
    D (fun x => pow (x [i] + w [i]) (w [j])) x [m] =
      w [j] * pow (x [i] + w [i]) (w [j] + cast (-1) * one) * D (fun x => x [i] + w [i]) x [m].
  Proof. intro. derivative. Qed.
  Example unknown_function :
    D (fun x => f [0; 1]%nat [x [i]; x [j] * w [j]]) x [m] =
    f [1; 1]%nat [x [i]; x [j] * w [j]] * D (fun x => x [i]) x [m] + f [0; 2]%nat [x [i];
      x [j] * w [j]] * D (fun x => x [j] * w [j]) x [m].
  Proof. derivative. Qed.
  Example unknown_function_of_one_part :
    D (fun x => g [0; 0]%nat [w [i]; x [j]]) x [m] = g [0; 1]%nat [w [i]; x [j]] * D (fun x => x [j]) x [m].
  Proof. derivative. Qed.
  Example inside_a_sum :
    (forall k, (0 <= k < N)%Z -> zero < x [k]) ->
    D (fun x => inv (sqrt (r []) + cast 2) * sum 0 N (fun k => log (x [k]) * f [0]%nat [exp (x [k])])) x [m] =
    inv (sqrt (r []) + cast 2) * D (fun x => sum 0 N (fun k => log (x [k]) * f [0]%nat [exp (x [k])])) x [m].
  Proof. intro. derivative. Qed.
End Rules.

Section Layers.
  Context {F : ordered_field}.
  Add Field scalar_field : (field_laws F)
    (morphism (@ratio_morphism F), constants [ratio_constant], power_tac (@power_laws F) [power_exponent]).
  Variables (D : (tensor F -> F) -> tensor F -> list Z -> F) (HD : partial_derivative D).
  Local Open Scope scalar_scope.

  (* A strided two-dimensional convolution, and its derivative by the input. *)
  Definition convolution (V K : tensor F) (P Q s : Z) : tensor F :=
    fun p => match p with [i; j] => sum 0 P (fun k => sum 0 Q (fun l => V [(s * i + k)%Z; (s * j + l)%Z] * K [k; l]))
      | _ => zero end.
  Example d_convolution (V K : tensor F) (P Q s i j m n : Z) :
    D (fun V => convolution V K P Q s [i; j]) V [m; n] =
    sum 0 P (fun k => sum 0 Q (fun l => bracket ((s * i + k =? m)%Z && (s * j + l =? n)%Z) * K [k; l])).
  Proof.
    transitivity (sum 0 P (fun k => sum 0 Q (fun l => D (fun V => V [(s * i + k)%Z; (s * j + l)%Z] * K [k; l]) V [m; n]))).
    - unfold convolution. cbv beta iota. derivative.
    - apply sum_ext; intros k _. apply sum_ext; intros l _.
      transitivity (D (fun V => V [(s * i + k)%Z; (s * j + l)%Z]) V [m; n] * K [k; l]); [derivative|].
      apply f_equal2; [derivative | reflexivity].
  Qed.
  Example convolution_is_differentiable (V K : tensor F) (P Q s i j m n : Z) :
    differentiable (fun V => convolution V K P Q s [i; j] * convolution V V P Q s [j; i]) V [m; n].
  Proof. differentiable. Qed.

  (* Two layers and a nonlinearity, differentiable without unfolding by hand. *)
  Definition network (sqrt : F -> F) (V K L : tensor F) (P Q s N : Z) : tensor F :=
    fun p => match p with [a] => sum 0 N (fun i => sum 0 (N - i) (fun j => sum 0 P (fun k => sum k Q (fun l =>
      when ((i * s <=? a + j)%Z && (2 * k <? l)%Z && ((l mod 2 =? 0)%Z))
        (L [i; j; a] * inv (sqrt (convolution V K P Q s [(i + k)%Z; (j + l)%Z] * cast 3 + one)) * power (V [i; j] + V [k;
          l] + L [a]) 5 * V [i; j] * V [l; k] * K [i; j]))))) | _ => zero end.
  Example network_is_differentiable sqrt (V K L : tensor F) (P Q s N a m n : Z) :
    sqrt_derivative sqrt ->
    (forall i, (0 <= i < N)%Z -> forall j, (0 <= j < N - i)%Z -> forall k, (0 <= k < P)%Z -> forall l, (k <= l < Q)%Z ->
      (i * s <= a + j)%Z -> (2 * k < l)%Z -> (2 | l)%Z -> zero < convolution V K P Q s [(i + k)%Z; (j + l)%Z] * cast 3 + one) ->
    (forall i, (0 <= i < N)%Z -> forall j, (0 <= j < N - i)%Z -> forall k, (0 <= k < P)%Z -> forall l, (k <= l < Q)%Z ->
      (i * s <= a + j)%Z -> (2 * k < l)%Z -> (2 | l)%Z -> sqrt (convolution V K P Q s [(i + k)%Z;
        (j + l)%Z] * cast 3 + one) <> zero) ->
    differentiable (fun V => network sqrt V K L P Q s N [a]) V [m; n].
  Proof. intros. differentiable. Qed.

  (* Softmax: ∂y[i]/∂x[m] = y[i]·([i = m] − y[m]). *)
  Definition normaliser (exp : F -> F) (x : tensor F) (N : Z) : F := sum 0 N (fun j => exp (x [j])).
  Example d_softmax (exp : F -> F) (x : tensor F) (N i m : Z) :
    exp_derivative exp -> normaliser exp x N <> zero -> (0 <= m < N)%Z ->
    D (fun x => exp (x [i]) * inv (normaliser exp x N)) x [m] =
    exp (x [i]) * inv (normaliser exp x N) * (bracket (i =? m)%Z - exp (x [m]) * inv (normaliser exp x N)).
  Proof.
    intros Hexp Hn Hm.
    assert (E : forall j, D (fun x => exp (x [j])) x [m] = exp (x [j]) * bracket (j =? m)%Z).
    { intro j. transitivity (exp (x [j]) * D (fun x => x [j]) x [m]); [derivative|]. apply f_equal2; [reflexivity | derivative]. }
    assert (S : D (fun x => normaliser exp x N) x [m] = exp (x [m])).
    { transitivity (sum 0 N (fun j => D (fun x => exp (x [j])) x [m])); [unfold normaliser; derivative|].
      transitivity (total (range 0 N (fun j => point true [j])) (fun p => when (agree 1 p [m]) (exp (x p)))).
      - symmetry. apply total_range_equal. intros j Hj. rewrite total_point, E. unfold agree; cbn.
        rewrite andb_true_r, when_bracket.
        ring.
      - apply (total_one _ [m] 1 (fun p => exp (x p))); [distinct_points | intros p H; open_points H; reflexivity
          | make_points; [exact Hm | reflexivity]]. }
    transitivity (D (fun x => exp (x [i])) x [m] * inv (normaliser exp x N) +
      exp (x [i]) * D (fun x => inv (normaliser exp x N)) x [m]); [derivative|].
    assert (I : D (fun x => inv (normaliser exp x N)) x [m] =
      cast (-1) * power (inv (normaliser exp x N)) 2 * D (fun x => normaliser exp x N) x [m])
      by derivative.
    rewrite I, S, E. ring.
  Qed.

  (* ReLU as [x > 0]·x, away from 0. *)
  Example d_relu (x : tensor F) (i m : Z) : x [i] <> zero ->
    D (fun x => bracket (ltb zero (x [i])) * x [i]) x [m] = bracket (ltb zero (x [i])) * bracket (i =? m)%Z.
  Proof.
    intro H.
    transitivity (D (fun x => bracket (ltb zero (x [i]))) x [m] * x [i] +
      bracket (ltb zero (x [i])) * D (fun x => x [i]) x [m]); [derivative|].
    assert (B : D (fun x => bracket (ltb zero (x [i]))) x [m] = zero) by derivative.
    assert (R : D (fun x => x [i]) x [m] = bracket (i =? m)%Z) by derivative.
    rewrite B, R. ring.
  Qed.

  (* Max pooling under a sum: the maximiser of every window is unique. *)
  Local Notation taps s o K N := (range 0 K (fun k => point (s * o + k <? N)%Z [k])).
  Local Notation values x s o := (fun p => match p with [k] => x [(s * o + k)%Z] | _ => zero end).
  Example d_max_pool (x y : tensor F) (O K s N m : Z) :
    (forall o, (0 <= o < O)%Z -> unique (taps s o K N) (values x s o)) ->
    D (fun x => sum 0 O (fun o => y [o] * max_over (taps s o K N) (values x s o))) x [m] =
    sum 0 O (fun o => y [o] * sum 0 K (fun k =>
      when ((s * o + k <? N)%Z && (k =? at_index (argmax (taps s o K N) (values x s o)) 0)%Z) (D (fun x => x [(s * o +
        k)%Z]) x [m]))).
  Proof.
    intro H.
    transitivity (sum 0 O (fun o => D (fun x => y [o] * max_over (taps s o K N) (values x s o)) x [m])); [derivative|].
    apply sum_ext; intros o Ho.
    transitivity (y [o] * D (fun x => max_over (taps s o K N) (values x s o)) x [m]); [derivative|].
    apply f_equal2; [reflexivity|]. derivative.
  Qed.
End Layers.
Print Assumptions d_max_pool.
