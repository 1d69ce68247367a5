(* symgrad, the language of its statements: an ordered field, tensors as functions, sums over half-open ranges, brackets. *)
From Coq Require Export ZArith Bool List Lia ZifyBool Ring_theory Field_theory.
Export ListNotations.
#[global] Open Scope Z_scope.

(* A field with a decidable total order; its characteristic is 0 because it is ordered. Nothing is known of inv 0. *)
Record ordered_field : Type := {
  carrier :> Type;
  zero : carrier;
  one : carrier;
  add : carrier -> carrier -> carrier;
  mul : carrier -> carrier -> carrier;
  sub : carrier -> carrier -> carrier;
  opp : carrier -> carrier;
  div : carrier -> carrier -> carrier;
  inv : carrier -> carrier;
  leb : carrier -> carrier -> bool;
  field_laws : field_theory zero one add mul sub opp div inv (@eq carrier);
  leb_total : forall a b, leb a b = true \/ leb b a = true;
  leb_antisym : forall a b, leb a b = true -> leb b a = true -> a = b;
  leb_trans : forall a b c, leb a b = true -> leb b c = true -> leb a c = true;
  leb_add : forall a b c, leb a b = true -> leb (add a c) (add b c) = true;
  leb_mul : forall a b, leb zero a = true -> leb zero b = true -> leb zero (mul a b) = true }.

Arguments zero {_}. Arguments one {_}. Arguments add {_}. Arguments mul {_}. Arguments sub {_}. Arguments opp {_}.
Arguments div {_}. Arguments inv {_}. Arguments leb {_}.

Declare Scope scalar_scope. Delimit Scope scalar_scope with S. Bind Scope scalar_scope with carrier.
Infix "+" := add : scalar_scope. Infix "*" := mul : scalar_scope. Infix "-" := sub : scalar_scope.
Notation "- a" := (opp a) : scalar_scope.
Notation "a <= b" := (leb a b = true) : scalar_scope.
Notation "a < b" := (leb b a = false) : scalar_scope.

Section Language.
  Context {F : ordered_field}.

  (* An entry of a tensor is read at a list of integers; a scalar symbol is a tensor without indices. *)
  Definition tensor : Type := list Z -> F.

  Fixpoint of_pos (p : positive) : F :=
    match p with
    | xH => one
    | xO q => (of_pos q + of_pos q)%S
    | xI q => (one + (of_pos q + of_pos q))%S
    end.
  (* The integer as a scalar. *)
  Definition cast (z : Z) : F := match z with Z0 => zero | Zpos p => of_pos p | Zneg p => opp (of_pos p) end.
  Definition eqb (a b : F) : bool := leb a b && leb b a.
  Definition ltb (a b : F) : bool := negb (leb b a).
  Fixpoint power (a : F) (n : nat) : F := match n with O => one | S m => (power a m * a)%S end.

  (* The Iverson bracket. *)
  Definition bracket (b : bool) : F := if b then one else zero.

  Fixpoint sum_nat (n : nat) (f : Z -> F) : F := match n with O => zero | S m => (sum_nat m f + f (Z.of_nat m))%S end.
  (* Σ_{lo ≤ i < hi} f i; an empty range sums to 0. *)
  Definition sum (lo hi : Z) (f : Z -> F) : F := sum_nat (Z.to_nat (hi - lo)) (fun t => f (lo + t)).
  (* the summand where the condition of the sum holds *)
  Definition when (b : bool) (a : F) : F := if b then a else zero.

  (* The points of a domain, in order: `range lo hi (fun i => range lo' hi' (fun j => point c [i; j]))`. *)
  Fixpoint range_nat (n : nat) (f : Z -> list (list Z)) : list (list Z) :=
    match n with O => [] | S m => range_nat m f ++ f (Z.of_nat m) end.
  Definition range (lo hi : Z) (f : Z -> list (list Z)) : list (list Z) :=
    range_nat (Z.to_nat (hi - lo)) (fun t => f (lo + t)).
  Definition point (b : bool) (p : list Z) : list (list Z) := if b then [p] else [].

  (* max and the first place where it is taken; of an empty domain, nothing is known that is used *)
  Fixpoint argmax_from (best : list Z) (f : list Z -> F) (ps : list (list Z)) : list Z :=
    match ps with [] => best | p :: rest => argmax_from (if leb (f p) (f best) then best else p) f rest end.
  Definition argmax (ps : list (list Z)) (f : list Z -> F) : list Z :=
    match ps with [] => [] | p :: rest => argmax_from p f rest end.
  Definition max_over (ps : list (list Z)) (f : list Z -> F) : F :=
    match ps with [] => zero | _ => f (argmax ps f) end.
  Definition at_index (p : list Z) (j : nat) : Z := nth j p 0.
  (* exactly one point takes the maximum *)
  Definition unique (ps : list (list Z)) (f : list Z -> F) : Prop :=
    exists k, In k ps /\ forall p, In p ps -> p <> k -> (f p < f k)%S.

  (* ---- derivatives ---- *)

  Fixpoint same (a b : list Z) : bool :=
    match a, b with [], [] => true | i :: a', j :: b' => (i =? j) && same a' b' | _, _ => false end.
  Definition abs (a : F) : F := if leb zero a then a else opp a.
  (* x with entry a changed by h *)
  Definition bump (x : tensor) (a : list Z) (h : F) : tensor := fun b => if same b a then (x b + h)%S else x b.

  (* e has the partial derivative d in the entry a of x, at x: |e(x + h·a) − e(x) − d·h| ≤ ε·|h| for small h. *)
  Definition has_partial (e : tensor -> F) (x : tensor) (a : list Z) (d : F) : Prop :=
    forall eps : F, (zero < eps)%S -> exists delta : F, (zero < delta)%S /\
      forall h : F, (abs h < delta)%S -> (abs (e (bump x a h) - e x - d * h) <= eps * abs h)%S.
  Definition differentiable (e : tensor -> F) (x : tensor) (a : list Z) : Prop := exists d, has_partial e x a d.

  (* f has the derivative d at u *)
  Definition has_derivative (f : F -> F) (u d : F) : Prop :=
    forall eps : F, (zero < eps)%S -> exists delta : F, (zero < delta)%S /\
      forall h : F, (abs h < delta)%S -> (abs (f (u + h) - f u - d * h) <= eps * abs h)%S.

  Fixpoint dot (ds hs : list F) : F := match ds, hs with d :: ds', h :: hs' => (d * h + dot ds' hs')%S | _, _ => zero end.
  Fixpoint displace (us hs : list F) : list F :=
    match us, hs with u :: us', h :: hs' => (u + h)%S :: displace us' hs' | _, _ => us end.
  Fixpoint abs_sum (hs : list F) : F := match hs with [] => zero | h :: hs' => (abs h + abs_sum hs')%S end.
  (* f is totally differentiable at us, with the partial derivatives ds *)
  Definition has_gradient (f : list F -> F) (us ds : list F) : Prop :=
    forall eps : F, (zero < eps)%S -> exists delta : F, (zero < delta)%S /\
      forall hs : list F, length hs = length us -> Forall (fun h => (abs h < delta)%S) hs ->
        (abs (f (displace us hs) - f us - dot ds hs) <= eps * abs_sum hs)%S.
  (* α with one more derivative in argument k *)
  Fixpoint raise (alpha : list nat) (k : nat) : list nat :=
    match alpha, k with [], _ => [] | n :: rest, O => S n :: rest | n :: rest, S k' => n :: raise rest k' end.
  (* f is an unknown function with its partial derivatives, f α us = f^α(us); it is differentiable n times *)
  Definition smooth (f : list nat -> list F -> F) (n : nat) : Prop :=
    forall alpha us, length alpha = length us -> (list_sum alpha < n)%nat ->
      has_gradient (f alpha) us (map (fun k => f (raise alpha k) us) (seq 0 (length us))).

  (* ∂, as a term: the partial derivative where there is one, unspecified elsewhere. *)
  Record partial_derivative (D : (tensor -> F) -> tensor -> list Z -> F) : Prop := {
    is_partial : forall e x a d, has_partial e x a d -> D e x a = d;
    of_equal : forall e e' x a, (forall y, e y = e' y) -> D e x a = D e' x a }.
End Language.
Arguments tensor : clear implicits.
